public import LeappBytes
import LeappCBOR
public import LeappCrypto
public import LeappMerge

/// A record as a source proposes it: an import, a discovery, a command.
public struct RecordDraft: Sendable {
    /// The record's id.
    public let id: RecordID
    /// What kind of thing it is.
    public let kind: RecordKind
    /// The fields that the source knows, `identity` among them: one canonical CBOR item each.
    public let fields: [String: SecretSlice]

    /// A draft of these fields.
    public init(id: RecordID, kind: RecordKind, fields: [String: SecretSlice]) {
        self.id = id
        self.kind = kind
        self.fields = fields
    }

    /// The draft's name, where it has one.
    public var name: String? { fields["name"].flatMap { FieldValue($0).text } }
}

/// Why a message is not a list of drafts.
public enum DraftError: Error, Equatable, Sendable {
    /// Not CBOR of the subset, or of another shape, at this offset.
    case malformed(at: Int)
    /// A kind of record that this program does not make.
    case unknownKind(String)
}

extension RecordDraft {
    /// Writes the draft as a map: `{"id": bstr16, "kind": text, "fields": {name: item}}`.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.cborMap(count: 3)
        sink.cbor(text: "id")
        sink.cbor(bytes: id.bytes)
        sink.cbor(text: "kind")
        sink.cbor(text: kind.rawValue)
        sink.cbor(text: "fields")
        sink.cborMap(count: fields.count)
        for (name, value) in fields.sorted(by: { RecordDraft.isOrdered($0.key, $1.key) }) {
            sink.cbor(text: name)
            sink.append(value.bytes)
        }
    }

    /// Writes an array of drafts.
    public static func encode(_ drafts: some Collection<RecordDraft>, into sink: inout some ByteSink & ~Copyable) {
        sink.cborArray(count: drafts.count)
        for draft in drafts { draft.encode(into: &sink) }
    }

    /// Reads an array of drafts, and nothing after it; their values stay where they are.
    public static func list(in slice: SecretSlice) throws(DraftError) -> [RecordDraft] {
        var reader = CBORReader(slice.bytes)
        do {
            var drafts: [RecordDraft] = []
            for _ in 0..<(try reader.arrayHead()) { drafts.append(try draft(&reader, of: slice)) }
            try reader.end()
            return drafts
        } catch let error as DraftError {
            throw error
        } catch {
            throw .malformed(at: reader.offset)
        }
    }

    /// Reads one draft that fills the slice.
    public init(parsing slice: SecretSlice) throws(DraftError) {
        var reader = CBORReader(slice.bytes)
        do {
            self = try RecordDraft.draft(&reader, of: slice)
            try reader.end()
        } catch let error as DraftError {
            throw error
        } catch {
            throw .malformed(at: reader.offset)
        }
    }

    private static func draft(_ reader: inout CBORReader, of slice: SecretSlice) throws -> RecordDraft {
        let start = reader.offset
        guard try reader.mapHead() == 3, try reader.text() == "id", let id = RecordID(try reader.byteString()),
            try reader.text() == "kind"
        else { throw DraftError.malformed(at: start) }
        let name = try reader.text()
        guard let kind = RecordKind(rawValue: name) else { throw DraftError.unknownKind(name) }
        guard try reader.text() == "fields" else { throw DraftError.malformed(at: start) }
        var fields: [String: SecretSlice] = [:]
        var keys = CBORMapKeys()
        for _ in 0..<(try reader.mapHead()) {
            let key = try reader.textKey(&keys)
            let name = String(decoding: Array(key), as: UTF8.self)
            let value = reader.offset
            _ = try reader.item(inside: PayloadBounds.valueDepth)
            fields[name] = slice[value..<reader.offset]
        }
        return RecordDraft(id: id, kind: kind, fields: fields)
    }

    private static func isOrdered(_ left: String, _ right: String) -> Bool {
        let (left, right) = (left.utf8, right.utf8)
        return left.count != right.count ? left.count < right.count : left.lexicographicallyPrecedes(right)
    }
}
