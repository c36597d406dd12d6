public import LeappCrypto

/// Changes that one save makes, all under one stamp.
///
/// It names what shall hold afterwards; what holds already is not written again.
public struct Edit: Sendable {
    /// What happens to one record.
    struct Change: Sendable {
        var kind: String?
        var writes: [(field: String, value: SecretSlice)] = []
        var life: Life?
        var forgotten: [(field: String, stamps: Set<Stamp>)] = []
    }

    enum Life: Sendable { case delete, restore }

    private(set) var changes: [RecordID: Change] = [:]

    /// Changes nothing.
    public init() {}

    /// Whether nothing was asked for.
    public var isEmpty: Bool { changes.isEmpty }

    /// Sets a field to a value, one canonical CBOR item of at most 64 KiB; makes the record where there is none.
    public mutating func write(_ id: RecordID, kind: String, field: String, value: SecretSlice) {
        var change = changes[id] ?? Change()
        change.kind = kind
        if change.life == .delete { change.life = nil }
        change.writes.removeAll { $0.field.hasBytes(of: field) }
        change.writes.append((field, value))
        changes[id] = change
    }

    /// Deletes a record, and forgets what this edit would have written to it.
    public mutating func delete(_ id: RecordID) {
        var change = changes[id] ?? Change()
        change.writes = []
        change.life = .delete
        changes[id] = change
    }

    /// Brings a deleted record back with the values that it had; a record that lives stays as it is.
    public mutating func restore(_ id: RecordID) { changes[id, default: Change()].life = .restore }

    /// Forgets the values that a field had under these stamps, for good.
    public mutating func forget(_ id: RecordID, field: String, stamps: Set<Stamp>) {
        changes[id, default: Change()].forgotten.append((field, stamps))
    }
}
