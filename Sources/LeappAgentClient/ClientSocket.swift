import CLeappShims
import Glibc

/// The client's descriptor, closed when the value ends.
struct ClientSocket: ~Copyable {
    let descriptor: CInt

    private init(taking descriptor: CInt) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// A connection to the socket at `path`, with the place before it and the peer behind it checked.
    static func connected(to path: String, _ timeouts: AgentTimeouts) throws(AgentClientError) -> ClientSocket {
        try SocketPlace.check(socket: path)
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .failed(call: "socket", errno: errno) }
        let client = ClientSocket(taking: descriptor)
        try client.limit(SO_SNDTIMEO, to: timeouts.send)
        try client.limit(SO_RCVTIMEO, to: timeouts.answer)
        try client.connect(to: path)
        try client.checkPeer()
        return client
    }

    /// Bounds one kind of waiting.
    private borrowing func limit(_ option: CInt, to seconds: Int) throws(AgentClientError) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        guard unsafe setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size)) == 0 else {
            throw .failed(call: "setsockopt", errno: errno)
        }
    }

    /// Connects to the socket at `path`; one that nobody listens on is `noAgent`.
    private borrowing func connect(to path: String) throws(AgentClientError) {
        guard var address = SocketAddress(path) else { throw .unsafePlace(path: path, .tooLong) }
        switch address.connect(descriptor) {
        case 0: return
        case ENOENT, ECONNREFUSED: throw .noAgent
        case EAGAIN, EINPROGRESS: throw .timedOut
        case let code: throw .failed(call: "connect", errno: code)
        }
    }

    /// Refuses a process of another user at the other end.
    private borrowing func checkPeer() throws(AgentClientError) {
        var (uid, pid): (uid_t, pid_t) = (0, 0)
        guard unsafe leapp_peer_identity(descriptor, &uid, &pid) == 0 else { throw .failed(call: "getsockopt", errno: errno) }
        guard uid == geteuid() else { throw .foreignPeer(uid) }
    }
}
