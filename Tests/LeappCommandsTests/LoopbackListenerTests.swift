import Glibc
import LeappBytes
import LeappCrypto
import LeappLoopback
import Testing

@testable import LeappCommands

/// Real sockets on loopback, in one thread: what a client sends waits in the system until the listener takes it.
@Suite struct LoopbackListenerTests {
    private static let state = "a-state-that-nobody-guesses"

    private func answer(_ answer: CallbackAnswer?) -> String? {
        switch answer {
        case nil: nil
        case .code(let code): String(decoding: Array(code.bytes), as: UTF8.self)
        case .refused(let error, _): "refused: \(error)"
        }
    }

    private func get(_ path: String, _ listener: borrowing LoopbackListener) -> String {
        "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(listener.port)\r\n\r\n"
    }

    private func genuine(_ listener: borrowing LoopbackListener) -> String {
        get("/oauth/callback?code=the-code&state=\(Self.state)", listener)
    }

    @Test func theAddressIsOneOfThisMachineWithAPortOfItsOwn() throws {
        let first = try LoopbackListener()
        let second = try LoopbackListener()
        let (port, other, address) = (first.port, second.port, first.redirectURI)
        #expect(address == "http://127.0.0.1:\(port)/oauth/callback")
        #expect(port != 0 && port != other)
        #expect(LoopbackClient(port: port, address: 0x7f00_0002) == nil)
    }

    @Test func theCodeIsTakenAndTheBrowserIsTold() async throws {
        let listener = try LoopbackListener()
        let browser = try #require(LoopbackClient(port: listener.port))
        browser.send(genuine(listener))
        #expect(answer(try await listener.answer(toState: Self.state)) == "the-code")
        #expect(browser.receive().hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test func aDenialWithTheStateEndsTheWait() async throws {
        let listener = try LoopbackListener()
        let browser = try #require(LoopbackClient(port: listener.port))
        browser.send(get("/oauth/callback?error=access_denied&state=\(Self.state)", listener))
        #expect(answer(try await listener.answer(toState: Self.state)) == "refused: access_denied")
        #expect(browser.receive().hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test func straysAreAnsweredAndTheGenuineOneStillCounts() async throws {
        let listener = try LoopbackListener()
        let host = "Host: 127.0.0.1:\(listener.port)\r\n\r\n"
        let strays = [
            (get("/favicon.ico", listener), "404"), (get("/oauth/callback?code=x&state=wrong", listener), "400"),
            (get("/oauth/callback?code=x", listener), "400"),
            ("POST /oauth/callback?state=\(Self.state) HTTP/1.1\r\n\(host)", "405"),
            ("GET /oauth/callback?code=x&state=\(Self.state) HTTP/1.1\r\nHost: evil.example\r\n\r\n", "421"),
            ("\u{16}\u{3}\u{1}garbage\r\n\r\n", "400"), ("GET / HTTP/1.1\r\nX: \(String(repeating: "y", count: 40_000))", "431"),
        ]
        var clients: [(LoopbackClient, String)] = []
        for (request, status) in strays {
            let client = try #require(LoopbackClient(port: listener.port))
            client.send(request)
            clients.append((client, status))
        }
        let silent = try #require(LoopbackClient(port: listener.port))
        let scanner = try #require(LoopbackClient(port: listener.port))
        scanner.end()
        let browser = try #require(LoopbackClient(port: listener.port))
        browser.send(genuine(listener))
        #expect(answer(try await listener.answer(toState: Self.state)) == "the-code")
        for (client, status) in clients {
            let reply = client.receive()
            #expect(reply.hasPrefix("HTTP/1.1 \(status) "), "\(status) expected, got \(reply.prefix(40))")
        }
        #expect(silent.receive().isEmpty)
    }

    @Test func anAnswerThatComesInPiecesIsOne() async throws {
        let listener = try LoopbackListener()
        let browser = try #require(LoopbackClient(port: listener.port))
        let request = Array(genuine(listener).utf8)
        var sent = 0
        let found = try await listener.answer(toState: Self.state) { () async throws(CommandError) in
            // One more byte at each look: the browser that is never in a hurry.
            browser.send(bytes: request[sent..<min(sent + 40, request.count)])
            sent = min(sent + 40, request.count)
            return sent < request.count ? 1 : nil
        }
        #expect(answer(found) == "the-code")
    }

    @Test func moreConnectionsThanAreBorneDoNotKeepTheBrowserOut() async throws {
        let listener = try LoopbackListener()
        var limits = LoopbackLimits()
        limits.connections = 2
        var idle: [LoopbackClient] = []
        for _ in 0..<8 {
            let client = try #require(LoopbackClient(port: listener.port))
            client.send("GET /oauth/callback")
            idle.append(client)
        }
        let browser = try #require(LoopbackClient(port: listener.port))
        browser.send(genuine(listener))
        #expect(answer(try await listener.answer(toState: Self.state, limits: limits)) == "the-code")
        #expect(idle.allSatisfy { $0.receive().isEmpty })
    }

    @Test func aConnectionThatSaysNothingIsCutOff() async throws {
        let listener = try LoopbackListener()
        var limits = LoopbackLimits()
        (limits.connection, limits.total) = (1, 400)
        let slow = try #require(LoopbackClient(port: listener.port))
        slow.send("GET /oauth/callback?code=x")
        #expect(answer(try await listener.answer(toState: Self.state, limits: limits)) == nil)
        #expect(slow.receive().isEmpty)
    }

    @Test func nothingIsWaitedForLongerThanIsSaid() async throws {
        let listener = try LoopbackListener()
        var limits = LoopbackLimits()
        limits.total = 0
        #expect(answer(try await listener.answer(toState: Self.state, limits: limits)) == nil)
    }
}

/// A client of a loopback port; every call of it returns without the other side's help, but for `receive`, which waits a bounded time.
private final class LoopbackClient {
    private let descriptor: Int32

    init?(port: UInt16, address: UInt32 = 0x7f00_0001) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = address.bigEndian
        let descriptor = descriptor
        let code = unsafe withUnsafePointer(to: &name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else {
            close(descriptor)
            return nil
        }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    func send(_ text: String) { send(bytes: Array(text.utf8)[...]) }

    func send(bytes: ArraySlice<UInt8>) {
        unsafe bytes.withUnsafeBytes { _ = unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    func end() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// All that comes until the other side closes.
    func receive() -> String {
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe recv(descriptor, &piece, piece.count, 0)
            guard count > 0 else { return String(decoding: all, as: UTF8.self) }
            all += piece[..<count]
        }
    }
}
