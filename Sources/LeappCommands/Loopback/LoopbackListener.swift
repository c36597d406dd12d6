import CLeappShims
import LeappLoopback

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A listener on 127.0.0.1 at a port that the system gave, for one answer that a browser brings.
struct LoopbackListener: ~Copyable {
    /// The socket, which never blocks.
    let descriptor: Int32
    /// The port.
    let port: UInt16

    /// Where the browser is sent: the path of ``CallbackRequest``.
    var redirectURI: String { "http://127.0.0.1:\(port)\(CallbackRequest.path)" }

    /// Binds and listens.
    init() throws(CommandError) {
        let descriptor = socket(AF_INET, Self.kind, 0)
        guard descriptor >= 0 else { throw .listener(code: errno) }
        guard let port = Self.bind(descriptor), listen(descriptor, 16) == 0 else {
            let code = errno
            close(descriptor)
            throw .listener(code: code)
        }
        self.descriptor = descriptor
        self.port = port
    }

    deinit { close(descriptor) }

    /// A connection that waits, or nil where none does any more.
    borrowing func accept() throws(CommandError) -> Int32? {
        while true {
            let accepted = leapp_accept(descriptor)
            if accepted >= 0 { return accepted }
            switch errno {
            case EAGAIN: return nil
            case EMFILE, ENFILE, ENOBUFS, ENOMEM, EBADF, EINVAL: throw .listener(code: errno)
            default: continue  // it went away while it waited
            }
        }
    }

    /// Binds to a free port of 127.0.0.1, which is the answer; nil where that failed.
    private static func bind(_ descriptor: Int32) -> UInt16? {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard unsafe Glibc.bind(descriptor, generic, length) == 0, unsafe getsockname(descriptor, generic, &length) == 0
                else { return nil }
                return unsafe UInt16(bigEndian: pointer.pointee.sin_port)
            }
        }
    }

    private static var kind: Int32 {
        Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    }
}
