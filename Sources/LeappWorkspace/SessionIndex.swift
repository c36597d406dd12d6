public import LeappMerge

/// The sessions of a workspace and what they go by; nothing secret, so that it may be kept while the records are not.
public struct SessionIndex: Sendable {
    /// The sessions with the names that are shown, ascending by name, then by id.
    public let sessions: [SessionSummary]
    let names: SessionNames
    private let regions: [String: String]
    /// What the portals are called, by their normalised start URLs; empty for one without a name.
    let portalNames: [String: String]
    private let places: [RecordID: Int]

    /// Gives sessions that share a name different ones to be shown by; `regions` are those of profiles, by the profile's name,
    /// `portalNames` those of portals, by their normalised start URLs.
    init(_ found: [SessionSummary], regions: [String: String] = [:], portalNames: [String: String] = [:]) {
        let names = SessionNames(found)
        var found = found
        for index in found.indices { found[index].name = names.shown(found[index].id) ?? found[index].name }
        found.sort { ($0.name, $0.id) < ($1.name, $1.id) }
        sessions = found
        self.names = names
        self.regions = regions
        self.portalNames = portalNames
        places = Dictionary(uniqueKeysWithValues: found.indices.map { (found[$0].id, $0) })
    }

    /// The region to work in: that of the profile `name`, where the session was called by one of its profiles and that has one.
    ///
    /// Several profiles may share a session and differ in their region.
    public func region(of session: SessionSummary, calledBy name: String) -> String? {
        guard session.profiles.contains(name) else { return session.region }
        return regions[name] ?? session.region
    }

    /// The session of this id.
    public func session(_ id: RecordID) -> SessionSummary? { places[id].map { sessions[$0] } }
}
