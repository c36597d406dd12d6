import Glibc
import LeappAgentClient

/// A folder of the test's own, removed with the value.
final class Scratch: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/leapp-client-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw AgentClientError.failed(call: "mkdtemp", errno: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for name in ["agent.sock", "other.sock", "link/agent.sock", "link"] { unsafe unlink(path + "/" + name) }
        unsafe rmdir(path)
    }

    var socket: String { path + "/agent.sock" }
}

/// A socket that answers as the test says, on a thread of its own.
final class FakeAgent: Sendable {
    private let descriptor: CInt

    /// Listens at `path`, and has `serve` deal with the one connection that is made.
    init(_ path: String, _ serve: @escaping @Sendable (CInt) -> Void) throws {
        descriptor = try listeningSocket(path)
        let listening = descriptor
        detachThread {
            let connection = accept(listening, nil, nil)
            serve(connection)
            close(connection)
        }
    }

    deinit { close(descriptor) }
}

func listeningSocket(_ path: String) throws -> CInt {
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    guard var address = SocketAddress(path), address.bind(descriptor) == 0, listen(descriptor, 8) == 0 else {
        throw AgentClientError.failed(call: "bind", errno: errno)
    }
    return descriptor
}

private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// Runs `body` on a thread of its own, so that what blocks does not hold up others.
func detachThread(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let work = unsafe Unmanaged.passRetained(Work(body)).toOpaque()
    let code = unsafe pthread_create(
        &thread, nil,
        { work in
            unsafe Unmanaged<Work>.fromOpaque(work!).takeRetainedValue().body()
            return nil
        }, work)
    precondition(code == 0, "no thread")
    pthread_detach(thread)
}

/// Sends bytes; a peer that has gone is no matter.
func send(_ bytes: [UInt8], on descriptor: CInt) {
    _ = unsafe bytes.withUnsafeBytes { unsafe send(descriptor, $0.baseAddress!, $0.count, CInt(MSG_NOSIGNAL)) }
}

/// Receives exactly `count` bytes, or as many as come before the end.
func take(_ count: Int, on descriptor: CInt) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
        let got = unsafe bytes.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress! + filled, count - filled, 0) }
        guard got > 0 else { break }
        filled += got
    }
    return Array(bytes[..<filled])
}
