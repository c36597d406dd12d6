extension RecordState {
    /// The kinds whose deletion no restoration and no edit takes back.
    static let finalDeletion: Set<String> = ["device"]

    /// Whether the record is there for its users (spec/merge.md section 6): no deletion counts, or a field has a head that no
    /// counting deletion saw.
    public var isVisible: Bool {
        if lifecycle.isEmpty { return true }
        let deletions = countingDeletions
        guard !deletions.isEmpty else { return true }
        guard !RecordState.finalDeletion.contains(kind) else { return false }
        let named = Set(deletions.flatMap(\.self))
        return fields.contains { field in field.heads.contains { !named.contains($0.stamp) } }
    }

    /// Whether the record was deleted somewhere and stays because of an edit that the deleter had not seen.
    public var isDeletedElsewhere: Bool { !lifecycle.isEmpty && !countingDeletions.isEmpty && isVisible }

    /// The stamps that each deletion newer than the newest sign of life names.
    private var countingDeletions: [[Stamp]] {
        let alive = RecordState.finalDeletion.contains(kind) ? nil : lifecycle.last(where: \.isAlive)?.stamp
        return lifecycle.filter { entry in alive.map { $0 < entry.stamp } ?? true }.flatMap { entry in
            entry.pairs.compactMap { if case .deleted(let seen) = $0.value { seen } else { nil } }
        }
    }

    /// The stamps of all heads of all fields, ascending: what a deletion names.
    var allHeads: [Stamp] { fields.flatMap { $0.heads.map(\.stamp) }.ascending }
}

extension Entry {
    /// Whether a lifecycle's entry says that the record lives; codes of newer programs do.
    fileprivate var isAlive: Bool { pairs.contains { if case .deleted = $0.value { false } else { true } } }
}
