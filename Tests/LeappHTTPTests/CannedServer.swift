import Dispatch
import Glibc
import LeappBytes
import Synchronization

/// A server on loopback that reads one request and says the same bytes to everybody, then hangs up.
final class CannedServer: Sendable {
    let port: Int
    private let listener: Int32
    private let heard = Mutex<[String]>([])

    /// What was asked, in order.
    var requests: [String] { heard.withLock { $0 } }

    /// Takes connections on a free port and says `answer`, after a request or, where it does not listen, at once.
    init(_ answer: [UInt8], listens: Bool = true) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        var isReady = false
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                isReady =
                    unsafe bind(listener, address, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        precondition(isReady, "no free port on loopback")
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        DispatchQueue(label: "canned").async { [weak self] in
            while true {
                let peer = accept(listener, nil, nil)
                guard peer >= 0 else { return }
                let request = listens ? CannedServer.read(peer) : ""
                self?.heard.withLock { $0.append(request) }
                _ = unsafe answer.withUnsafeBytes { unsafe send(peer, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                close(peer)
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// Reads the head and a body of the length that it names.
    private static func read(_ peer: Int32) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe recv(peer, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            bytes += buffer[..<count]
            let text = String(decoding: bytes, as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else { continue }
            let named = text.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
            let length = named.flatMap { Int($0.dropFirst(15).filter(\.isNumber)) } ?? 0
            if text[end...].utf8.count >= length { break }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension String {
    /// Where the text begins that follows the first `mark`.
    fileprivate func range(of mark: String) -> Index? {
        var index = startIndex
        while index < endIndex {
            if self[index...].hasPrefix(mark) { return self.index(index, offsetBy: mark.count) }
            index = self.index(after: index)
        }
        return nil
    }
}
