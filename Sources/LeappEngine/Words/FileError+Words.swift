public import LeappFiles

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension FileError {
    /// What happened to which file, and what to do where that is known.
    public var words: String {
        switch self {
        case .failed(let operation, let path, let code):
            "\(path): cannot \(operation.rawValue): \(unsafe String(cString: strerror(code)))"
        case .tooLarge(let path, let limit): "\(path): larger than \(limit) bytes"
        case .notARegularFile(let path): "\(path): not a regular file"
        case .changedMeanwhile(let path): "\(path): another program changed it at the same time; nothing was written, try again"
        case .lockHeld(let path, let milliseconds):
            "\(path): another leapp has held the lock for \(milliseconds) ms; try again when it has ended"
        case .unsafeDirectory(let path, let fault): "\(path): \(fault.words)"
        case .noHome: "HOME is not set to an absolute path; set it, or name the vault with --vault"
        }
    }
}

extension DirectoryFault {
    /// Why the folder is not used.
    public var words: String {
        switch self {
        case .symbolicLink: "a symbolic link, where a private folder belongs"
        case .notADirectory: "not a folder"
        case .foreignOwner(let userID): "belongs to user \(userID), not to you"
        case .writableByOthers(let mode):
            "others may write into it (mode \(String(mode & 0o7777, radix: 8))); run chmod 700 on it"
        }
    }
}
