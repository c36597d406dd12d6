/// What the file system says about a file.
public struct FileMetadata: Equatable, Sendable {
    /// The types of files that matter here.
    public enum Kind: Equatable, Sendable {
        case regular, directory, symbolicLink, other
    }

    /// The type of the file.
    public var kind: Kind
    /// The permission bits, `0o7777` at most.
    public var mode: UInt32
    /// The owning user.
    public var userID: UInt32
    /// The owning group.
    public var groupID: UInt32
    /// What changes whenever somebody writes or replaces the file.
    public var version: FileVersion

    /// Puts the parts together.
    public init(kind: Kind, mode: UInt32, userID: UInt32, groupID: UInt32, version: FileVersion) {
        self.kind = kind
        self.mode = mode
        self.userID = userID
        self.groupID = groupID
        self.version = version
    }

    /// The size in bytes.
    public var size: Int { version.size }
}

/// Tells two states of a file apart without reading it.
public struct FileVersion: Hashable, Sendable {
    /// The device that the file lies on.
    public var device: UInt64
    /// The file's number on that device; a replaced file has another.
    public var inode: UInt64
    /// The size in bytes.
    public var size: Int
    /// When the content last changed, in nanoseconds since 1970.
    public var modified: Int64
    /// When content or attributes last changed, in nanoseconds since 1970.
    public var changed: Int64

    /// Puts the parts together.
    public init(device: UInt64, inode: UInt64, size: Int, modified: Int64, changed: Int64) {
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
        self.changed = changed
    }
}
