public import LeappCrypto

/// A record with its stamps resolved: what merging, editing and reading work on.
public struct RecordState: Sendable {
    /// The record's name.
    public let id: RecordID
    /// What kind of thing it is.
    public internal(set) var kind: String
    /// The fields, in the order of their encoded names: shorter ones first.
    public internal(set) var fields: [Field]
    /// Deletions and restorations, ascending by stamp; none for a record that was never deleted.
    public internal(set) var lifecycle: [Entry]

    /// One field's writes.
    public struct Field: Sendable {
        /// The field's name.
        public let name: String
        /// Its writes, ascending by stamp, at most 16.
        public internal(set) var entries: [Entry]
    }

    /// The current value of a field, one CBOR item: the greatest pair of its greatest head. Nil where there is none.
    public subscript(name: String) -> SecretSlice? {
        field(name)?.current
    }

    /// The field of this name.
    public func field(_ name: String) -> Field? { index(of: name).map { fields[$0] } }

    /// The names of the fields whose heads hold different values.
    public var conflicts: [String] { fields.filter { $0.headValues.count > 1 }.map(\.name) }

    /// The most pairs that an entry has.
    var greatestPairCount: Int {
        fields.reduce(lifecycle.greatestPairCount) { max($0, $1.entries.greatestPairCount) }
    }

    /// The newest stamp of any field.
    public var newest: Stamp? { fields.compactMap { $0.entries.last?.stamp }.max() }
}

extension RecordState {
    /// The writes of a field, ascending by stamp; none where the record has no such field, which then gets none by that.
    subscript(entriesOf name: String) -> [Entry] {
        get { field(name)?.entries ?? [] }
        set {
            if let index = index(of: name) {
                fields[index].entries = newValue
            } else if !newValue.isEmpty {
                fields.insert(Field(name: name, entries: newValue), at: place(of: name))
            }
        }
    }

    private func index(of name: String) -> Int? {
        let place = place(of: name)
        return place < fields.count && fields[place].name.hasBytes(of: name) ? place : nil
    }

    /// Where the field of this name stands, or would.
    private func place(of name: String) -> Int { fields.firstPlace { !RecordState.isOrdered($0.name, name) } }
}

extension RecordState.Field {
    /// The entries that no other entry has replaced and that were not forgotten, ascending.
    public var heads: [Entry] { entries.heads }

    /// The current value, one CBOR item.
    public var current: SecretSlice? {
        guard case .field(let value)? = heads.last?.pairs.last?.value else { return nil }
        return value
    }

    /// The different values of the heads; the current one is the last.
    public var headValues: [SecretSlice] {
        var values: [SecretSlice] = []
        for pair in heads.flatMap(\.pairs).reversed() {
            guard case .field(let value) = pair.value, !values.contains(where: { $0.isEqual(to: value) }) else { continue }
            values.append(value)
        }
        return values.reversed()
    }
}

extension [Entry] {
    fileprivate var greatestPairCount: Int { reduce(0) { Swift.max($0, $1.pairs.count) } }

    /// The entries that no other entry has replaced and that were not forgotten, ascending (spec/merge.md section 3).
    var heads: [Entry] {
        if count < 2 { return filter { !$0.pairs.isEmpty } }
        let replaced = Set(flatMap(\.content.parents))
        return filter { !$0.pairs.isEmpty && !replaced.contains($0.stamp) }
    }
}
