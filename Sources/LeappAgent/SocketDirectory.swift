import CLeappShims
import Glibc

/// The directory of the agent's socket: the user's own, closed to others, and no symbolic link.
enum SocketDirectory {
    /// Makes the directory where it is missing, with what is missing above it, and checks it.
    ///
    /// A directory that others could write to is refused; one that they could only read is closed.
    static func prepare(_ path: String) throws(AgentError) {
        try make(path)
        let descriptor = unsafe leapp_open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0)
        guard descriptor >= 0 else {
            let code = errno
            if code == ELOOP || code == ENOTDIR { throw .unsafePlace(path: path, .otherKind) }
            throw .failed(call: "open", path: path, errno: code)
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .failed(call: "fstat", path: path, errno: errno) }
        guard status.st_uid == geteuid() else { throw .unsafePlace(path: path, .otherOwner(status.st_uid)) }
        guard status.st_mode & 0o022 == 0 else { throw .unsafePlace(path: path, .writableByOthers) }
        if status.st_mode & 0o777 != 0o700, fchmod(descriptor, 0o700) != 0 {
            throw .failed(call: "fchmod", path: path, errno: errno)
        }
    }

    private static func make(_ path: String) throws(AgentError) {
        if unsafe mkdir(path, 0o700) == 0 { return }
        switch errno {
        case EEXIST: return
        case ENOENT:
            guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash != path.startIndex else { break }
            try make(String(path[..<slash]))
            if unsafe mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        default: break
        }
        throw .failed(call: "mkdir", path: path, errno: errno)
    }
}
