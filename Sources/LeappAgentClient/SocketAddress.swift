import Glibc

/// The address of a Unix socket in the file system.
public struct SocketAddress {
    private var address = sockaddr_un()

    /// The address of `path`; nil where the path is empty or too long for an address (107 bytes).
    public init?(_ path: String) {
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path) - 1
        let text = Array(path.utf8)
        guard !text.isEmpty, text.count <= room, !text.contains(0) else { return nil }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: text) }
    }

    /// Connects `descriptor`; 0, or the `errno`.
    public mutating func connect(_ descriptor: CInt) -> CInt {
        unsafe call { unsafe Glibc.connect(descriptor, $0, $1) }
    }

    /// Binds `descriptor`; 0, or the `errno`.
    public mutating func bind(_ descriptor: CInt) -> CInt {
        unsafe call { unsafe Glibc.bind(descriptor, $0, $1) }
    }

    private mutating func call(_ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
        unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 ? 0 : errno
            }
        }
    }
}
