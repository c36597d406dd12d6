import LeappBytes
import LeappCBOR
public import LeappCrypto

extension Payload {
    /// Reads and checks a whole payload for a program that knows `schemas`; its records stay where they are in `slice`.
    public init(parsing slice: SecretSlice, schemas: SchemaTable = .released) throws(PayloadError) {
        do {
            try self.init(checking: slice, schemas: schemas)
        } catch {
            throw Payload.first(of: error, in: slice.bytes, schemas: schemas)
        }
    }

    /// Reads and checks the payload of a file of `generation`, which is no ancestor of itself.
    public init(
        parsing slice: SecretSlice, of generation: [UInt8], schemas: SchemaTable = .released
    ) throws(PayloadError) {
        try self.init(parsing: slice, schemas: schemas)
        guard !ancestors.contains(where: { $0.keyID == generation }) else { throw .malformed(.ancestor, at: 0) }
    }

    /// Which error a payload has that failed with `found` (spec/format.md section 9, step 10): bytes that are not CBOR, then a
    /// schema that is not known, whose shape may be another one, then what was found.
    private static func first(of found: PayloadError, in bytes: RawSpan, schemas: SchemaTable) -> PayloadError {
        let needed: Int64?
        do {
            needed = try neededReader(bytes)
        } catch {
            if case .malformed = found { return found }
            return .malformed(.encoding(error), at: 0)
        }
        guard let needed, needed > schemas.newest else { return found }
        return .needsNewer(schema: needed)
    }

    private init(checking slice: SecretSlice, schemas: SchemaTable) throws(PayloadError) {
        self.schemas = schemas
        let bytes = slice.bytes
        var reader = CBORReader(bytes)
        guard bytes.byteCount <= PayloadBounds.bytes else { throw .limit(.bytes, bytes.byteCount) }
        guard try reader.payloadMap() == 7 else { throw .malformed(.keys, at: 0) }
        try reader.payloadKey("v")
        schema = try reader.payloadSchema()
        try reader.payloadKey("w")
        writer = try reader.payloadReplica()
        try reader.payloadKey("vv")
        versions = try VersionVector(reading: &reader)
        try reader.payloadKey("gen")
        ancestors = try Payload.ancestors(&reader, in: slice)
        try reader.payloadKey("rec")
        records = try Payload.records(&reader, of: bytes, in: slice, covered: versions)
        try reader.payloadKey("minr")
        minimumReader = try reader.payloadSchema()
        try reader.payloadKey("minw")
        let start = reader.offset
        minimumWriter = try reader.payloadSchema()
        guard minimumWriter >= schema else { throw .malformed(.schema, at: start) }
        try reader.payloadEnd()
        guard minimumReader <= schemas.newest else { throw .needsNewer(schema: minimumReader) }
    }

    static func ancestors(_ reader: inout CBORReader, in slice: SecretSlice) throws(PayloadError) -> [Ancestor] {
        let count = try reader.payloadMap()
        guard count <= PayloadBounds.ancestors else { throw .limit(.ancestors, count) }
        var ancestors: [Ancestor] = []
        ancestors.reserveCapacity(count)
        for _ in 0..<count {
            let start = reader.offset
            let keyID = Array(try reader.payloadBytes(16))
            if let last = ancestors.last, !last.keyID.lexicographicallyPrecedes(keyID) { throw .malformed(.order, at: start) }
            try reader.payloadArray(of: 2)
            let flags = try reader.payloadUnsigned()
            _ = try reader.payloadBytes(32)
            let ancestor = Ancestor(
                dataKey: slice[(reader.offset - 32)..<reader.offset], isCutOff: flags == 1)
            guard flags <= 1, ancestor.keyID == keyID else { throw .malformed(.ancestor, at: start) }
            ancestors.append(ancestor)
        }
        return ancestors
    }

    private static func records(
        _ reader: inout CBORReader, of bytes: RawSpan, in slice: SecretSlice, covered versions: VersionVector
    ) throws(PayloadError) -> [Record] {
        let count = try reader.payloadMap()
        guard count <= PayloadBounds.records else { throw .limit(.records, count) }
        var records: [Record] = []
        records.reserveCapacity(count)
        var scanner = RecordScanner()
        for _ in 0..<count {
            let key = reader.offset
            guard let id = RecordID(try reader.payloadBytes(16)) else { throw .malformed(.stamp, at: key) }
            if let last = records.last, last.id >= id { throw .malformed(.order, at: key) }
            try scanner.scan(&reader, of: bytes, covered: versions)
            let size = reader.offset - key
            guard size <= PayloadBounds.record else { throw .limit(.record, size) }
            records.append(Record(id: id, member: slice[key..<reader.offset]))
        }
        return records
    }

    /// The schema that a payload of any shape asks of its reader; nil where it is not a map that says so.
    private static func neededReader(_ bytes: RawSpan) throws(CBORError) -> Int64? {
        var whole = CBORReader(bytes)
        _ = try whole.item()
        try whole.end()
        var reader = CBORReader(bytes)
        guard reader.nextKind == .map else { return nil }
        var keys = CBORMapKeys()
        var needed: Int64?
        for _ in 0..<(try reader.mapHead()) {
            guard reader.nextKind == .text else { return nil }
            if try reader.textKey(&keys).isEqual(to: "minr"), reader.nextKind == .unsigned {
                needed = Int64(try reader.unsigned())
            } else {
                _ = try reader.item(inside: 1)
            }
        }
        return needed
    }
}

extension CBORReader {
    /// A schema number: 1 or more.
    @_lifetime(self: copy self)
    fileprivate mutating func payloadSchema() throws(PayloadError) -> Int64 {
        let start = offset
        let value = Int64(try payloadUnsigned())
        guard value >= 1 else { throw .malformed(.schema, at: start) }
        return value
    }
}
