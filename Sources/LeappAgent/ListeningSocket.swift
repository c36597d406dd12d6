import CLeappShims
import Glibc
import LeappAgentClient
import Synchronization

/// The agent's listening socket, with the lock that makes it the only one.
public final class ListeningSocket: Sendable {
    /// How many connections may wait to be accepted.
    static let backlog: CInt = 256

    /// A file, however it is named, and whether others are kept out of it.
    private struct Identity: Equatable, Sendable {
        let device: dev_t
        let inode: ino_t
        let isClosedToOthers: Bool
    }

    /// Where the socket is.
    public let path: String
    private let lock: AgentLock
    private let descriptor: Mutex<CInt>
    private let identity: Identity?

    private init(_ path: String, _ lock: consuming AgentLock, _ descriptor: CInt, _ identity: Identity?) {
        self.path = path
        self.lock = lock
        self.descriptor = Mutex(descriptor)
        self.identity = identity
    }

    deinit {
        let open = descriptor.withLock { $0 }
        if open >= 0 { close(open) }
    }

    /// Makes the socket at `path`, once its directory was checked, the lock taken and a dead agent's socket removed.
    ///
    /// An agent that lives is left alone: `alreadyRunning`.
    public static func open(_ path: String) throws(AgentError) -> ListeningSocket {
        let directory = AgentSocketPath.directory(of: path)
        guard var address = SocketAddress(path) else { throw .unsafePlace(path: path, .tooLong) }
        try SocketDirectory.prepare(directory)
        let lock = try AgentLock.take(directory + "/agent.lock")
        try removeStale(path, &address)

        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .failed(call: "socket", path: path, errno: errno) }
        // Linux gives a socket's file the mode of its descriptor: no moment with another mode, and no change of the whole
        // process's umask, which other threads would feel. What became of it is checked below.
        let code = fchmod(descriptor, 0o600) == 0 ? address.bind(descriptor) : errno
        guard code == 0, listen(descriptor, backlog) == 0 else {
            let failure = code == 0 ? errno : code
            close(descriptor)
            throw .failed(call: "bind", path: path, errno: failure)
        }
        guard let identity = identity(path), identity.isClosedToOthers else {
            close(descriptor)
            throw .unsafePlace(path: path, .otherKind)
        }
        return ListeningSocket(path, lock, descriptor, identity)
    }

    /// The same as ``open(_:)``, but waits a few seconds for one that holds the lock without listening: it is about to listen, or to end.
    static func openPatiently(_ path: String) async throws(AgentError) -> ListeningSocket {
        for _ in 0..<150 {
            do throws(AgentError) {
                return try open(path)
            } catch {
                guard error == .alreadyRunning, var address = SocketAddress(path), try connects(path, &address) != 0 else {
                    throw error
                }
            }
            do { try await Task.sleep(for: .milliseconds(20)) } catch { break }
        }
        throw .alreadyRunning
    }

    /// Takes over the one listening Unix socket that the service manager made, as descriptor 3; the lock is taken beside `path`.
    ///
    /// `variables` are `LISTEN_PID` and `LISTEN_FDS`; nil where they are not meant for this process.
    public static func activated(pid: String?, count: String?, path: String) throws(AgentError) -> ListeningSocket? {
        guard let count, let pid, pid == String(getpid()) else { return nil }
        let descriptor: CInt = 3
        var (listening, domain): (CInt, CInt) = (0, 0)
        var size = socklen_t(MemoryLayout<CInt>.size)
        guard count == "1", unsafe getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0, listening == 1,
            unsafe getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0, domain == AF_UNIX,
            leapp_fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0
        else { throw .badActivation(count: count) }
        let directory = AgentSocketPath.directory(of: path)
        try SocketDirectory.prepare(directory)
        return ListeningSocket(path, try AgentLock.take(directory + "/agent.lock"), descriptor, nil)
    }

    /// The descriptor, which is the caller's to close from now on.
    func handOver() -> CInt {
        descriptor.withLock { descriptor in
            defer { descriptor = -1 }
            return descriptor
        }
    }

    /// Whether the socket at the path is still this one; one that the service manager made is its own affair.
    var isInPlace: Bool { identity == nil || ListeningSocket.identity(path) == identity }

    /// Removes the socket, where it is still this one.
    func remove() {
        if identity != nil, isInPlace { unsafe unlink(path) }
    }

    private static func removeStale(_ path: String, _ address: inout SocketAddress) throws(AgentError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw .failed(call: "lstat", path: path, errno: errno)
        }
        guard status.st_mode & mode_t(S_IFMT) == mode_t(S_IFSOCK) else { throw .unsafePlace(path: path, .otherKind) }
        guard status.st_uid == geteuid() else { throw .unsafePlace(path: path, .otherOwner(status.st_uid)) }
        guard try connects(path, &address) == ECONNREFUSED else { throw .alreadyRunning }
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw .failed(call: "unlink", path: path, errno: errno) }
    }

    /// Whether somebody listens: 0, or the `errno`.
    private static func connects(_ path: String, _ address: inout SocketAddress) throws(AgentError) -> CInt {
        let probe = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue) | CInt(SOCK_NONBLOCK.rawValue), 0)
        guard probe >= 0 else { throw .failed(call: "socket", path: path, errno: errno) }
        defer { close(probe) }
        return address.connect(probe)
    }

    private static func identity(_ path: String) -> Identity? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_mode & mode_t(S_IFMT) == mode_t(S_IFSOCK), status.st_uid == geteuid()
        else { return nil }
        return Identity(device: status.st_dev, inode: status.st_ino, isClosedToOthers: status.st_mode & 0o077 == 0)
    }
}
