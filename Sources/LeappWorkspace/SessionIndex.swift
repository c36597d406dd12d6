public import LeappMerge

/// The sessions of a workspace and what they go by; nothing secret, so that it may be kept while the records are not.
public struct SessionIndex: Sendable {
    /// The sessions with the names that are shown, ascending by name, then by id.
    public let sessions: [SessionSummary]
    let names: SessionNames
    private let places: [RecordID: Int]

    /// Gives sessions that share a name different ones to be shown by.
    init(_ found: [SessionSummary]) {
        let names = SessionNames(found)
        var found = found
        for index in found.indices { found[index].name = names.shown(found[index].id) ?? found[index].name }
        found.sort { ($0.name, $0.id) < ($1.name, $1.id) }
        sessions = found
        self.names = names
        places = Dictionary(uniqueKeysWithValues: found.indices.map { (found[$0].id, $0) })
    }

    /// The session of this id.
    public func session(_ id: RecordID) -> SessionSummary? { places[id].map { sessions[$0] } }
}
