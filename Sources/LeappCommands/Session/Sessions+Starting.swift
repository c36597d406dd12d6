import LeappMerge
import LeappWorkspace

extension [SessionSummary] {
    /// Those that start from one of `ids`, by whatever way, and are none of them.
    func starting(from ids: Set<RecordID>) -> [SessionSummary] {
        var reached = ids
        var found: [SessionSummary] = []
        var rest = filter { !reached.contains($0.id) }
        while true {
            let next = rest.filter { session in session.parent.map { reached.contains($0) } ?? false }
            guard !next.isEmpty else { return found }
            found += next
            reached.formUnion(next.map(\.id))
            rest.removeAll { reached.contains($0.id) }
        }
    }
}
