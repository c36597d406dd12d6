public import LeappFiles

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A folder of a test's own, removed with everything in it when the value ends.
public final class TemporaryDirectory: Sendable {
    /// The folder's real path.
    public let path: String

    /// Makes an empty folder in `/tmp`; where there is one, `inMemory` on a disk that synchronises at once.
    public init(inMemory: Bool = false) throws(FileError) {
        let isThere = try POSIXFileSystem().metadata(at: "/dev/shm", followingLinks: false)?.kind == .directory
        let place = inMemory && isThere ? "/dev/shm" : "/tmp"
        var template = Array("\(place)/leapp-test-XXXXXX\0".utf8CString.dropLast())
        guard unsafe mkdtemp(&template) != nil else { throw .failed(.createDirectory, path: place, code: errno) }
        let bytes = template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        path = try POSIXFileSystem().canonicalPath(String(decoding: bytes, as: UTF8.self))
    }

    deinit { TemporaryDirectory.remove(path) }

    /// A path in the folder.
    public func callAsFunction(_ name: String) -> String { FilePath.join(path, name) }

    /// Writes a file plainly, as other programs do.
    public func write(_ bytes: [UInt8], to name: String, mode: UInt32 = 0o600) {
        guard let file = unsafe fopen(self(name), "w") else { return }
        _ = unsafe fwrite(bytes, 1, bytes.count, file)
        unsafe fclose(file)
        unsafe chmod(self(name), mode_t(mode))
    }

    /// Makes a symbolic link.
    public func link(_ name: String, to target: String) { unsafe symlink(target, self(name)) }

    /// The permission bits of a file in the folder.
    public func mode(of name: String) throws(FileError) -> UInt32? {
        try POSIXFileSystem().metadata(at: self(name), followingLinks: true)?.mode
    }

    private static func remove(_ path: String) {
        let disk = POSIXFileSystem()
        do throws(FileError) {
            if try disk.metadata(at: path, followingLinks: false)?.kind == .directory {
                unsafe chmod(path, 0o700)
                for name in try disk.names(in: path) { remove(FilePath.join(path, name)) }
                unsafe rmdir(path)
            } else {
                try disk.remove(path)
            }
        } catch {
            // What cannot be removed stays in /tmp; no test fails for it.
        }
    }
}
