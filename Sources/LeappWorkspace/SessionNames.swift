import LeappMerge

/// The names that are shown: where several sessions have one, all but the first (by id) get a suffix.
struct SessionNames: Sendable {
    private var shown: [RecordID: String] = [:]
    /// The sessions that have a plain name, by that name.
    private(set) var holders: [String: [RecordID]] = [:]

    init(_ sessions: [SessionSummary]) {
        for session in sessions { holders[session.name, default: []].append(session.id) }
        for (name, ids) in holders {
            for (index, id) in ids.sorted().enumerated() { shown[id] = index == 0 ? name : "\(name)~\(index + 1)" }
        }
    }

    /// The name that is shown for a session.
    func shown(_ id: RecordID) -> String? { shown[id] }
}
