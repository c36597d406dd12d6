#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension FileSystem {
    /// The file that `path` stands for: links followed, also where the last one points at nothing yet, and its folder
    /// without links; the folder must exist.
    public func resolved(_ path: String) throws(FileError) -> String {
        var current = path
        for _ in 0..<40 {
            let folder = try canonicalPath(FilePath.parent(of: current))
            current = FilePath.join(folder, FilePath.name(of: current))
            guard try metadata(at: current, followingLinks: false)?.kind == .symbolicLink else { return current }
            current = FilePath.join(folder, try linkTarget(current))
        }
        throw .failed(.resolve, path: path, code: ELOOP)
    }

    /// Makes the folder and those above it that are missing, each with mode 0700; what exists is left as it is.
    public func createDirectories(_ path: String) throws(FileError) {
        guard try metadata(at: path, followingLinks: true) == nil else { return }
        let parent = FilePath.parent(of: path)
        if parent != path { try createDirectories(parent) }
        do throws(FileError) {
            try createDirectory(path, mode: 0o700)
            try synchronizeDirectory(parent)
        } catch {
            guard error.reason == .exists else { throw error }  // another process was faster
        }
    }
}
