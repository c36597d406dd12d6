/// A vault's state: everything that a file holds under its seal (spec/format.md section 7.2).
///
/// It is a value over secret memory: records are ranges of the arena that they were decrypted into, decoded on demand, and
/// an edited payload shares the records that it did not change.
public struct Payload: Sendable {
    /// The schemas that the program knows which holds it.
    public let schemas: SchemaTable
    /// The schema of the records.
    public internal(set) var schema: Int64
    /// The least schema that a program must know to read it.
    public internal(set) var minimumReader: Int64
    /// The least schema that a program must know to write it.
    public internal(set) var minimumWriter: Int64
    /// Earlier key generations, ascending by name.
    public var ancestors: [Ancestor] {
        didSet { ancestors.sort { $0.keyID.lexicographicallyPrecedes($1.keyID) } }
    }
    /// What has been seen of each replica.
    public internal(set) var versions: VersionVector
    /// Who wrote the file; no part of the merged state.
    public var writer: ReplicaID
    /// The records, ascending by id.
    public internal(set) var records: [Record]

    /// An empty vault of the newest schema.
    public init(writer: ReplicaID, schemas: SchemaTable = .released) {
        self.schemas = schemas
        schema = schemas.newest
        minimumReader = schemas.minimumReader(of: schemas.newest)
        minimumWriter = schemas.newest
        ancestors = []
        versions = VersionVector()
        self.writer = writer
        records = []
    }

    /// How many records there are, invisible ones included.
    public var count: Int { records.count }

    /// Whether this program may write it; one that needs a newer program is read-only.
    public var isWritable: Bool { minimumWriter <= schemas.newest }

    /// The record of this name, visible or not.
    public subscript(id: RecordID) -> Record? {
        let index = position(of: id)
        return index < records.count && records[index].id == id ? records[index] : nil
    }

    /// Whether both hold the same state; who wrote them does not matter.
    public func hasSameState(as other: Payload) -> Bool {
        schema == other.schema && minimumReader == other.minimumReader && minimumWriter == other.minimumWriter
            && versions == other.versions && ancestors == other.ancestors && records.count == other.records.count
            && zip(records, other.records).allSatisfy { $0.id == $1.id && $0.isEqual(to: $1) }
    }

    /// Where the record of this name stands, or would.
    func position(of id: RecordID) -> Int { records.firstPlace { $0.id >= id } }

    /// Refuses a payload that needs a newer program to write it: ``PayloadError/readOnly(schema:)``.
    public func checkWritable() throws(PayloadError) {
        guard isWritable else { throw .readOnly(schema: minimumWriter) }
    }
}
