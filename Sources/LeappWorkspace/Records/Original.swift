import LeappBytes
import LeappCBOR
public import LeappCrypto
public import LeappMerge

/// A part of a file as it was before `--scrub` changed it.
public struct Original: WorkspaceRecord {
    public static let kind = RecordKind.original
    /// How many bytes of a file one record holds at most.
    public static let chunkSize = 48 * 1024

    /// The installation whose file it is, 16 bytes.
    public var device: [UInt8]
    /// The file's absolute path.
    public var path: String
    /// Which part of the file this is, from 0.
    public var chunkIndex: Int64
    /// How many parts the file has.
    public var chunkCount: Int64
    /// The SHA-256 of the whole file.
    public var fileHash: [UInt8]
    /// The part's bytes, at most ``chunkSize``.
    public var bytes: SecretSlice

    /// A part of a file.
    public init(device: [UInt8], path: String, chunkIndex: Int64, chunkCount: Int64, fileHash: [UInt8], bytes: SecretSlice) {
        precondition(bytes.count <= Original.chunkSize)
        self.device = device
        self.path = path
        self.chunkIndex = chunkIndex
        self.chunkCount = chunkCount
        self.fileHash = fileHash
        self.bytes = bytes
    }

    public init?(_ state: RecordState) {
        guard let identity = state.identity(.original), let device = identity["device"]?.bytes,
            let path = identity["path"]?.text, let index = identity["chunk"]?.number,
            let content = state.value("content")?.members, let count = content["count"]?.number,
            let hash = content["hash"]?.bytes, let bytes = content["bytes"]?.bytes, bytes.count <= Original.chunkSize
        else { return nil }
        self.init(
            device: Array(device.bytes), path: path, chunkIndex: index, chunkCount: count, fileHash: Array(hash.bytes),
            bytes: bytes)
    }

    public var identity: [UInt8] {
        var identity = IdentityWriter()
        identity.add("device", bytes: device)
        identity.add("path", path)
        identity.add("chunk", number: chunkIndex)
        return identity.encoded
    }

    public func write(_ fields: inout FieldWriter) {
        fields.set("content") { writer in
            writer.cborMap(count: 3)
            writer.cbor(text: "hash")
            writer.cbor(bytes: fileHash)
            writer.cbor(text: "bytes")
            writer.cbor(bytes: bytes.bytes)
            writer.cbor(text: "count")
            writer.cbor(integer: chunkCount)
        }
    }
}
