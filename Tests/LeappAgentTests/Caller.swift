import Glibc
import LeappAgentClient
import LeappAgentProtocol
import LeappBytes

/// A caller that can also misbehave.
final class Caller: Sendable {
    /// What a caller met that a test did not expect.
    enum Surprise: Error {
        case noConnection(CInt)
        case notSent(CInt)
        case ended
        case notAFailure
    }

    private let descriptor: CInt

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard var address = SocketAddress(path) else { throw Surprise.noConnection(ENAMETOOLONG) }
        let code = address.connect(descriptor)
        guard code == 0 else {
            close(descriptor)
            throw Surprise.noConnection(code)
        }
    }

    deinit { close(descriptor) }

    /// Sends bytes as they are.
    func raw(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress!, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard sent > 0 else { throw Surprise.notSent(errno) }
            rest = rest.dropFirst(sent)
        }
    }

    /// Sends one frame; an agent that hung up already is no matter.
    func send(_ encode: (inout [UInt8]) -> Void) throws {
        var frame: [UInt8] = []
        encode(&frame)
        do { try raw(UInt32(frame.count).bigEndianBytes + frame) } catch Surprise.notSent(EPIPE) {} catch Surprise.notSent(
            ECONNRESET)
        {}
    }

    /// All frames of one answer.
    func frames() throws -> [[UInt8]] {
        var frames: [[UInt8]] = []
        while true {
            let head = try read(FrameLength.byteCount)
            let frame = try read(FrameLength(parsing: head.rawSpan).value)
            frames.append(frame)
            if try AgentReply.isLast(frame.rawSpan) { return frames }
        }
    }

    /// The failure that the agent answers with.
    func failure() throws -> AgentFailure {
        guard let last = try frames().last, case .failed(let failure) = try AgentReply(parsing: last.rawSpan) else {
            throw Surprise.notAFailure
        }
        return failure
    }

    /// The failure that `bytes` are answered with, behind which the connection ends.
    func refusal(of bytes: [UInt8]) throws -> AgentFailure {
        try raw(bytes)
        let failure = try failure()
        guard try untilClosed() else { throw Surprise.ended }
        return failure
    }

    /// The output that credentials of `name` come as.
    func credentials(_ name: String) throws -> [UInt8] {
        try send { CredentialsRequest(name: name, form: .process).encode(into: &$0) }
        guard let frame = try frames().last else { throw Surprise.ended }
        return Array(try OutputReply(parsing: frame.rawSpan).output)
    }

    /// Waits until the agent hangs up; true once it has.
    func untilClosed() throws -> Bool {
        var bytes = [UInt8](repeating: 0, count: 4096)
        while true {
            let got = unsafe recv(descriptor, &bytes, bytes.count, 0)
            if got <= 0 { return got == 0 || errno == ECONNRESET }
        }
    }

    /// Sends a large request byte by byte, with pauses; how many bytes were taken before the agent hung up.
    func drip(most: Int) throws -> Int {
        try raw([0, 1, 0, 0])
        for sent in 0..<most {
            var pause = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            if unsafe poll(&pause, 1, 10) > 0 { return sent }
            do { try raw([0xa0]) } catch Surprise.notSent { return sent }
        }
        return most
    }

    private func read(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = unsafe bytes.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress! + filled, count - filled, 0) }
            guard got > 0 else { throw Surprise.ended }
            filled += got
        }
        return bytes
    }
}
