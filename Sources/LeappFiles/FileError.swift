#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What can go wrong with files; each case names the path it happened to.
public enum FileError: Error, Equatable, Sendable {
    /// The system refused `operation` on `path` with the error number `code` (`errno`).
    case failed(_ operation: FileOperation, path: String, code: Int32)
    /// The file holds more than `limit` bytes.
    case tooLarge(path: String, limit: Int)
    /// There is something at `path`, but no regular file.
    case notARegularFile(path: String)
    /// Somebody else replaced or changed the file after it was read; nothing was written.
    case changedMeanwhile(path: String)
    /// Another process kept the lock for longer than the wait allowed.
    case lockHeld(path: String, waitedMilliseconds: Int)
    /// A folder that must be this user's own is not.
    case unsafeDirectory(path: String, fault: DirectoryFault)
    /// Neither `HOME` nor the variable that would replace it is set to an absolute path.
    case noHome

    /// The path that the error is about; nil where there is none yet.
    public var path: String? {
        switch self {
        case .failed(_, let path, _), .tooLarge(let path, _), .notARegularFile(let path), .changedMeanwhile(let path),
            .lockHeld(let path, _), .unsafeDirectory(let path, _):
            path
        case .noHome: nil
        }
    }

    /// The kind of refusal by the system; nil for the errors that are found without it.
    public var reason: FileErrorReason? {
        guard case .failed(_, _, let code) = self else { return nil }
        return FileErrorReason(code: code)
    }

    /// Whether the file, or a folder on the way to it, does not exist.
    public var isMissing: Bool { reason == .missing }
}

/// The system calls that a ``FileError/failed(_:path:code:)`` can come from, by what they do.
public enum FileOperation: String, Equatable, Sendable {
    case open, create, read, write, inspect, lock, close, rename, remove, list
    case synchronize, synchronizeDirectory = "synchronize directory"
    case setMode = "set mode", setOwner = "set owner"
    case createDirectory = "create directory", readLink = "read link", resolve
}

/// The kinds of refusal by the system that a program may want to tell apart.
public enum FileErrorReason: Equatable, Sendable {
    /// The file or a folder on its path is not there (ENOENT, ENOTDIR).
    case missing
    /// Something of that name exists already (EEXIST, ENOTEMPTY).
    case exists
    /// The permissions do not allow it (EACCES, EPERM).
    case denied
    /// The file system is mounted read-only (EROFS).
    case readOnly
    /// The disk is full (ENOSPC).
    case noSpace
    /// The user's quota is used up (EDQUOT).
    case quota
    /// The device failed (EIO).
    case device
    /// Anything else; the number says what.
    case other

    /// Sorts an error number.
    public init(code: Int32) {
        self =
            switch code {
            case ENOENT, ENOTDIR: .missing
            case EEXIST, ENOTEMPTY: .exists
            case EACCES, EPERM: .denied
            case EROFS: .readOnly
            case ENOSPC: .noSpace
            case EDQUOT: .quota
            case EIO: .device
            default: .other
            }
    }
}

/// Why a folder is not trusted with private files.
public enum DirectoryFault: Equatable, Sendable {
    /// It is a symbolic link, which somebody could turn elsewhere.
    case symbolicLink
    /// It is a file of another type.
    case notADirectory
    /// It belongs to another user.
    case foreignOwner(userID: UInt32)
    /// Others may write into it.
    case writableByOthers(mode: UInt32)
}
