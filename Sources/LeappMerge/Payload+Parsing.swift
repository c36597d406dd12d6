import LeappBytes
import LeappCBOR
public import LeappCrypto

extension Payload {
    /// Reads and checks a whole payload; its records stay where they are in `slice`.
    public init(parsing slice: SecretSlice) throws(PayloadError) {
        do {
            try self.init(checking: slice)
        } catch {
            // A newer schema may have another shape, and says so itself; damage that hides the number stays damage.
            if case .malformed = error, let needed = Payload.neededReader(slice.bytes), needed > Payload.schema {
                throw .needsNewer(schema: needed)
            }
            throw error
        }
    }

    private init(checking slice: SecretSlice) throws(PayloadError) {
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
        guard minimumReader <= Payload.schema else { throw .needsNewer(schema: minimumReader) }
    }

    private static func ancestors(_ reader: inout CBORReader, in slice: SecretSlice) throws(PayloadError) -> [Ancestor] {
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
            records.append(Record(id: id, member: slice[key..<reader.offset]))
        }
        return records
    }

    /// The schema that a payload of any shape asks of its reader; nil where it is not a map that says so.
    private static func neededReader(_ bytes: RawSpan) -> Int64? {
        var reader = CBORReader(bytes)
        do {
            var keys = CBORMapKeys()
            var needed: Int64?
            for _ in 0..<(try reader.mapHead()) {
                if try reader.textKey(&keys).isEqual(to: "minr") {
                    needed = Int64(try reader.unsigned())
                } else {
                    _ = try reader.item(inside: 1)
                }
            }
            try reader.end()
            return needed
        } catch {
            return nil  // damaged: the first error says where
        }
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
