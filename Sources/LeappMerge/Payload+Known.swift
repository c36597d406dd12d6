import LeappBytes
import LeappCBOR
public import LeappCrypto

extension Payload {
    /// Reads a payload whose very bytes this process has checked or encoded before: it is only found where the records lie.
    ///
    /// The caller knows the bytes by their seal. No byte outside of `slice` is read, whatever they are.
    public init(known slice: SecretSlice, schemas: SchemaTable = .released) throws(PayloadError) {
        self.schemas = schemas
        var reader = ValidatedReader(slice)
        _ = reader.head()
        reader.skip()  // the keys are v, w, vv, gen, rec, minr, minw
        schema = Int64(reader.head())
        reader.skip()
        writer = reader.replica()
        reader.skip()
        versions = try VersionVector(parsing: reader.item().bytes)
        reader.skip()
        let earlier = reader.item()
        var earlierReader = CBORReader(earlier.bytes)
        ancestors = try Payload.ancestors(&earlierReader, in: earlier)
        reader.skip()
        records = Payload.records(&reader, in: slice)
        reader.skip()
        minimumReader = Int64(reader.head())
        reader.skip()
        minimumWriter = Int64(reader.head())
    }

    private static func records(_ reader: inout ValidatedReader, in slice: SecretSlice) -> [Record] {
        let count = reader.head()
        var records: [Record] = []
        records.reserveCapacity(count)
        for _ in 0..<count {
            let start = reader.offset
            let id = reader.recordID()
            reader.skip()
            records.append(Record(id: id, member: slice[start..<reader.offset]))
        }
        return records
    }
}
