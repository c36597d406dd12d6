import LeappCrypto
public import LeappMerge

/// Builds drafts in one piece of secret memory; one piece a record would exhaust what can be locked.
public struct DraftWriter: ~Copyable {
    private let vaultID: [UInt8]
    private var fields = FieldWriter(SecretWriter(capacity: 4096))
    private var drafts: [(id: RecordID, kind: RecordKind, fields: Range<Int>)] = []

    /// Starts without drafts, for the vault with this id (16 bytes).
    public init(vaultID: [UInt8]) { self.vaultID = vaultID }

    /// Adds a record and returns the id that it has.
    @discardableResult
    public mutating func add<Draft: WorkspaceRecord>(_ record: Draft) -> RecordID {
        let identity = record.identity
        let id = RecordID.derived(vaultID: vaultID, kind: Draft.kind, identity: identity)
        let start = fields.fields.count
        fields.set("identity") { $0.append(identity) }
        record.write(&fields)
        drafts.append((id, Draft.kind, start..<fields.fields.count))
        return id
    }

    /// The drafts, in the order in which they were added.
    public consuming func finish() -> [RecordDraft] {
        let drafts = drafts
        let (names, arena) = fields.finish()
        return drafts.map { draft in
            var fields: [String: SecretSlice] = [:]
            for (name, range) in names[draft.fields] { fields[name] = SecretSlice(arena, range) }
            return RecordDraft(id: draft.id, kind: draft.kind, fields: fields)
        }
    }
}

extension FieldWriter {
    consuming func finish() -> (names: [(name: String, range: Range<Int>)], arena: SecretArena) {
        let names = fields
        return (names, SecretArena(writer.finish()))
    }
}
