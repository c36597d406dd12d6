import LeappCBOR
import LeappCrypto
import LeappMerge

/// Collects what an edit writes in one piece of secret memory.
struct EditWriter: ~Copyable {
    private var fields = FieldWriter(SecretWriter(capacity: 4096))
    private var writes: [(id: RecordID, kind: RecordKind, fields: Range<Int>)] = []
    private var restored: [RecordID] = []

    /// Writes fields of a record; `isNew` is the identity of one that is to be made, `restoring` the fields of one that was deleted
    /// and is made again, which are taken away where nothing is written to them. Says whether there was any field.
    @discardableResult
    mutating func write(
        _ id: RecordID, _ kind: RecordKind, isNew identity: [UInt8]? = nil, restoring former: [String]? = nil,
        _ write: (inout FieldWriter) -> Void
    ) -> Bool {
        if former != nil { restored.append(id) }
        let start = fields.fields.count
        if let identity { fields.set("identity") { $0.append(identity) } }
        write(&fields)
        let written = fields.fields[start...].map(\.name)
        for name in former ?? [] where !written.contains(name) { fields.set(name) { $0.cborNull() } }
        guard fields.fields.count > start else { return false }
        writes.append((id, kind, start..<fields.fields.count))
        return true
    }

    /// The edit that does all of it.
    consuming func finish() -> Edit {
        let (writes, restored) = (writes, restored)
        let (names, arena) = fields.finish()
        var edit = Edit()
        for id in restored { edit.restore(id) }
        for write in writes {
            for (name, range) in names[write.fields] {
                edit.write(write.id, kind: write.kind.rawValue, field: name, value: SecretSlice(arena, range))
            }
        }
        return edit
    }
}
