/// The one seam between this program and the disk, so that a simulated disk can stand in.
///
/// Calls do what their POSIX namesakes do, with interrupted calls begun again. Every error names the path it happened to.
/// An ``OpenFile`` is closed by exactly one ``close(_:)``, also after a failed call.
public protocol FileSystem: Sendable {
    /// Opens or creates a file; never inherited by child processes, never a terminal's control.
    func open(_ path: String, for purpose: OpenPurpose) throws(FileError) -> OpenFile
    /// Reads at most as many bytes as fit and returns how many came; 0 at the end.
    func read(_ file: OpenFile, into buffer: inout MutableRawSpan) throws(FileError) -> Int
    /// Writes at least one of the bytes, where there are any, and returns how many were taken.
    func write(_ bytes: RawSpan, to file: OpenFile) throws(FileError) -> Int
    /// Returns when the content is on the medium. After an error the content is lost: never tried again on the same file.
    func synchronize(_ file: OpenFile) throws(FileError)
    /// Has the system begin to bring the content to the medium, and does not wait; nothing may be built on it.
    func startWriting(_ file: OpenFile)
    /// Closes the file, whether or not it throws; never tried again. What it throws says that content not synchronised may be lost.
    func close(_ file: OpenFile) throws(FileError)
    /// What is open behind the descriptor.
    func metadata(of file: OpenFile) throws(FileError) -> FileMetadata
    /// Sets the permission bits.
    func setMode(_ mode: UInt32, of file: OpenFile) throws(FileError)
    /// Sets the owner; nil leaves that half as it is.
    func setOwner(user: UInt32?, group: UInt32?, of file: OpenFile) throws(FileError)
    /// Takes the exclusive `flock` of the open file if it is free, and says whether it was.
    func tryLock(_ file: OpenFile) throws(FileError) -> Bool

    /// What lies at `path`, nil where nothing does; the link itself unless `followingLinks`.
    func metadata(at path: String, followingLinks: Bool) throws(FileError) -> FileMetadata?
    /// Puts a file in the place of another, or of nothing, in one step.
    func rename(_ path: String, to newPath: String) throws(FileError)
    /// Removes a file's name.
    func remove(_ path: String) throws(FileError)
    /// Makes one folder with exactly this mode; its parent exists.
    func createDirectory(_ path: String, mode: UInt32) throws(FileError)
    /// Sets the permission bits of a folder that is no symbolic link.
    func setDirectoryMode(_ mode: UInt32, at path: String) throws(FileError)
    /// Returns when the names in the folder are on the medium.
    func synchronizeDirectory(_ path: String) throws(FileError)
    /// The names in a folder, in no order, without `.` and `..`; names that are not UTF-8 are left out.
    func names(in directory: String) throws(FileError) -> [String]
    /// Where a symbolic link points, as written in it.
    func linkTarget(_ path: String) throws(FileError) -> String
    /// The absolute path without links, `.` and `..` of a file or folder that exists.
    func canonicalPath(_ path: String) throws(FileError) -> String
    /// Whether a file or folder lies on a disk that is known to be of this machine alone, so that processes which map one of its
    /// files see the same memory; a network folder is none.
    func isLocal(_ path: String) throws(FileError) -> Bool
}

extension FileSystem {
    public func startWriting(_ file: OpenFile) {}
    public func isLocal(_ path: String) throws(FileError) -> Bool { false }
}

/// What a file is opened for.
public enum OpenPurpose: Equatable, Sendable {
    /// Reading what exists; does not wait for the writer of a pipe.
    case reading
    /// Writing a file that must not exist yet, also not as a link; made with mode 0600.
    case writingNew
    /// Locking: made with mode 0600 where it does not exist, never through a link.
    case locking
}

/// An open descriptor and the path it was opened by.
public struct OpenFile: Hashable, Sendable {
    /// The number that the file system gave it.
    public let descriptor: Int32
    /// The path, for errors.
    public let path: String

    /// Names an open descriptor.
    public init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }
}
