public import LeappMerge

/// A typed view of one kind of record, and the draft of one.
public protocol WorkspaceRecord: Sendable {
    /// The kind of record that this is a view of.
    static var kind: RecordKind { get }

    /// What the record's id is derived from: the canonical CBOR of its `identity` field.
    var identity: [UInt8] { get }

    /// The view of a record; nil for another kind, or where what it cannot do without is missing or has another shape.
    init?(_ state: RecordState)

    /// Writes the fields that are known, but for `identity`; what is nil is not proposed.
    func write(_ fields: inout FieldWriter)
}

extension WorkspaceRecord {
    /// The record's id in the vault with this id.
    public func id(vaultID: [UInt8]) -> RecordID { .derived(vaultID: vaultID, kind: Self.kind, identity: identity) }
}
