import CLeappShims
import LeappBytes
public import LeappCrypto

extension FileSystem {
    /// Reads a regular file of at most `limit` bytes; for what is not secret.
    public func readFile(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        try readVersioned(path, limit: limit).bytes
    }

    /// Reads a regular file of at most `limit` bytes, and what the file system said of it before the first byte.
    public func readVersioned(
        _ path: String, limit: Int
    ) throws(FileError) -> (bytes: [UInt8], metadata: FileMetadata) {
        try reading(path, limit: limit) { file, metadata throws(FileError) in
            var failure: FileError?
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: metadata.size + 1) { memory, count in
                unsafe leapp_use_large_pages(memory.baseAddress, memory.count)
                var buffer = unsafe MutableRawSpan(_unsafeBytes: UnsafeMutableRawBufferPointer(memory))
                do throws(FileError) { count = try fill(&buffer, from: file) } catch { failure = error }
            }
            if let failure { throw failure }
            return (bytes, metadata)
        }
    }

    /// Reads a regular file of at most `limit` bytes straight into secret memory.
    public func readSecretFile(_ path: String, limit: Int) throws(FileError) -> Secret {
        let found = try readVersionedSecret(path, limit: limit)
        return found.bytes
    }

    /// Reads a regular file of at most `limit` bytes straight into secret memory, and what the file system said of it.
    public func readVersionedSecret(_ path: String, limit: Int) throws(FileError) -> VersionedSecret {
        try reading(path, limit: limit) { file, metadata throws(FileError) in
            var secret = Secret(count: metadata.size + 1)
            let count = unsafe try secret.withUnsafeMutableBytes { memory throws(FileError) in
                var buffer = unsafe MutableRawSpan(_unsafeBytes: memory)
                return try fill(&buffer, from: file)
            }
            return VersionedSecret(bytes: Secret(copying: secret.bytes.extracting(0..<count)), metadata: metadata)
        }
    }

    /// Opens, checks type and size, reads, closes; a file that grew while it was read counts as changed.
    private func reading<Content: ~Copyable>(
        _ path: String, limit: Int, _ read: (OpenFile, FileMetadata) throws(FileError) -> Content
    ) throws(FileError) -> Content {
        try withFile(path, for: .reading) { file throws(FileError) in
            let metadata = try metadata(of: file)
            guard metadata.kind == .regular else { throw .notARegularFile(path: path) }
            guard metadata.size <= limit else { throw .tooLarge(path: path, limit: limit) }
            return try read(file, metadata)
        }
    }

    /// Reads to the end of the file; the buffer has room for one byte more than the file should have.
    private func fill(_ buffer: inout MutableRawSpan, from file: OpenFile) throws(FileError) -> Int {
        var count = 0
        while count < buffer.byteCount {
            var rest = buffer._mutatingExtracting(count..<buffer.byteCount)
            let more = try read(file, into: &rest)
            if more == 0 { return count }
            count += more
        }
        throw .changedMeanwhile(path: file.path)
    }
}

/// The content of a file, and what the file system said of it before the first byte was read.
public struct VersionedSecret: ~Copyable, Sendable {
    /// The content.
    public let bytes: Secret
    /// The file as it was then.
    public let metadata: FileMetadata

    /// The content alone.
    public consuming func takeBytes() -> Secret { bytes }
}
