import Dispatch
import Glibc
import LeappAWS
import LeappBytes
import LeappCrypto

/// HTTP/1.1 over a socket to a server on loopback: a connection and a thread for each request, nothing that a proxy or TLS needs.
struct SocketTransport: HTTPTransport {
    private let queue = DispatchQueue(label: "socket.transport", attributes: .concurrent)

    func send(_ request: HTTPRequest) async throws(TransportFault) -> HTTPResponse {
        let result = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: SocketTransport.exchange(request)) }
        }
        return try result.get()
    }

    private static func exchange(_ request: HTTPRequest) -> Result<HTTPResponse, TransportFault> {
        let peer = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard peer >= 0 else { return .failure(.notConnected) }
        defer { close(peer) }
        var limit = timeval(tv_sec: Int(request.timeout / 1000), tv_usec: Int(request.timeout % 1000) * 1000)
        unsafe setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(request.url.port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(peer, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { return .failure(.notConnected) }
        let bytes = written(request)
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe Glibc.send(peer, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return .failure(.answerLost) }
            sent += count
        }
        return read(from: peer)
    }

    private static func written(_ request: HTTPRequest) -> [UInt8] {
        var head = "\(request.method) \(request.path) HTTP/1.1\r\nConnection: close\r\n"
        for header in request.headers { head += "\(header.name): \(header.value)\r\n" }
        if let secret = request.secretHeader { head += "\(secret.name): \(secret.value.text)\r\n" }
        if request.method != "GET" { head += "Content-Length: \(request.body.count)\r\n" }
        return Array((head + "\r\n").utf8) + Array(request.body.bytes)
    }

    private static func read(from peer: Int32) -> Result<HTTPResponse, TransportFault> {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe recv(peer, &buffer, buffer.count, 0)
            if count < 0 { return .failure(errno == EAGAIN ? .answerTimeout : .answerLost) }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        let mark = Array("\r\n\r\n".utf8)
        guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: mark) }) else { return .failure(.answerLost) }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            return .failure(.notHTTP)
        }
        let headers = lines.dropFirst().compactMap { line -> HTTPHeader? in
            let halves = line.split(separator: ":", maxSplits: 1)
            return halves.count == 2 ? HTTPHeader(String(halves[0]), String(halves[1].drop { $0 == " " })) : nil
        }
        let body = Array(bytes[(end + 4)...])
        let response = HTTPResponse(status: status, headers: headers, body: SecretSlice(copying: body.rawSpan))
        guard response.header("content-length").flatMap({ Int($0) }) == body.count else { return .failure(.answerLost) }
        return .success(response)
    }
}
