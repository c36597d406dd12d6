import CLeappShims
import Glibc

/// The lock beside the socket that only one agent holds, for as long as it runs; the kernel frees it when the process ends.
struct AgentLock: ~Copyable {
    private let descriptor: CInt

    private init(taking descriptor: CInt) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Takes the lock file at `path`, or says that another agent has it. The file is never removed.
    static func take(_ path: String) throws(AgentError) -> AgentLock {
        let descriptor = unsafe leapp_open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let code = errno
            if code == ELOOP { throw .unsafePlace(path: path, .otherKind) }
            throw .failed(call: "open", path: path, errno: code)
        }
        let lock = AgentLock(taking: descriptor)
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            if code == EWOULDBLOCK { throw .alreadyRunning }
            if code != EINTR { throw .failed(call: "flock", path: path, errno: code) }
        }
        return lock
    }
}
