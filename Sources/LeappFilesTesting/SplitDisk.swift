public import LeappFiles

/// A disk of which the paths that begin with a prefix lie on another one: SQLite's database on the real disk, all else on a
/// simulated one. It does not say that it is local, so SQLite keeps a rollback journal: between two commits its file is everything.
public struct SplitDisk: FileSystem {
    private let base: any FileSystem
    private let prefix: String
    private let other: any FileSystem

    /// `base`, but `other` for the paths that begin with `prefix`.
    public init(_ base: any FileSystem, prefix: String, on other: any FileSystem) {
        self.base = base
        self.prefix = prefix
        self.other = other
    }

    private func disk(of path: String) -> any FileSystem { path.hasPrefix(prefix) ? other : base }

    public func open(_ path: String, for purpose: OpenPurpose) throws(FileError) -> OpenFile {
        try disk(of: path).open(path, for: purpose)
    }

    public func read(_ file: OpenFile, into buffer: inout MutableRawSpan) throws(FileError) -> Int {
        try disk(of: file.path).read(file, into: &buffer)
    }

    public func write(_ bytes: RawSpan, to file: OpenFile) throws(FileError) -> Int {
        try disk(of: file.path).write(bytes, to: file)
    }

    public func synchronize(_ file: OpenFile) throws(FileError) { try disk(of: file.path).synchronize(file) }

    public func close(_ file: OpenFile) throws(FileError) { try disk(of: file.path).close(file) }

    public func metadata(of file: OpenFile) throws(FileError) -> FileMetadata { try disk(of: file.path).metadata(of: file) }

    public func setMode(_ mode: UInt32, of file: OpenFile) throws(FileError) {
        try disk(of: file.path).setMode(mode, of: file)
    }

    public func setOwner(user: UInt32?, group: UInt32?, of file: OpenFile) throws(FileError) {
        try disk(of: file.path).setOwner(user: user, group: group, of: file)
    }

    public func tryLock(_ file: OpenFile) throws(FileError) -> Bool { try disk(of: file.path).tryLock(file) }

    public func metadata(at path: String, followingLinks: Bool) throws(FileError) -> FileMetadata? {
        try disk(of: path).metadata(at: path, followingLinks: followingLinks)
    }

    public func rename(_ path: String, to newPath: String) throws(FileError) {
        try disk(of: newPath).rename(path, to: newPath)
    }

    public func remove(_ path: String) throws(FileError) { try disk(of: path).remove(path) }

    public func createDirectory(_ path: String, mode: UInt32) throws(FileError) {
        try disk(of: path).createDirectory(path, mode: mode)
    }

    public func setDirectoryMode(_ mode: UInt32, at path: String) throws(FileError) {
        try disk(of: path).setDirectoryMode(mode, at: path)
    }

    public func synchronizeDirectory(_ path: String) throws(FileError) { try disk(of: path).synchronizeDirectory(path) }

    public func names(in directory: String) throws(FileError) -> [String] { try disk(of: directory).names(in: directory) }

    public func linkTarget(_ path: String) throws(FileError) -> String { try disk(of: path).linkTarget(path) }

    public func canonicalPath(_ path: String) throws(FileError) -> String { try disk(of: path).canonicalPath(path) }
}
