import LeappBytes
import LeappCrypto
import LeappLoopback

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One connection to the listener: a head is read, a page is written, the rest of what is sent is dropped, within bounds.
final class LoopbackConnection {
    private enum Phase {
        /// The head has not ended yet.
        case reading
        /// The page is on its way; the first of these bytes is the next.
        case writing(SecretSlice)
        /// The other side may still be sending what nobody reads: without taking it, the page would be lost to it.
        case draining(left: Int)
        case over
    }

    /// The socket, which never blocks.
    let descriptor: Int32
    /// When it is cut off, in milliseconds of the monotonic clock.
    let deadline: Int64
    private let limits: LoopbackLimits
    private var head: CallbackHead
    private var phase = Phase.reading

    /// Takes over an accepted socket.
    init(_ descriptor: Int32, limits: LoopbackLimits, now: Int64) {
        (self.descriptor, self.limits) = (descriptor, limits)
        head = CallbackHead(limit: limits.head)
        deadline = now + limits.connection
    }

    deinit { close(descriptor) }

    /// Whether it can be closed.
    var isOver: Bool {
        if case .over = phase { true } else { false }
    }

    /// What it waits for, as `poll` calls it.
    var events: Int16 {
        if case .writing = phase { Int16(POLLOUT) } else { Int16(POLLIN) }
    }

    /// Goes on as far as it can without waiting. `judge` is asked once, about a whole head, for the page; nil stands for one that
    /// does not end.
    func proceed(through chunk: inout Secret, judge: (RawSpan?) -> SecretSlice) {
        if case .reading = phase { read(through: &chunk, judge: judge) }
        if case .writing(let rest) = phase { write(rest) }
        if case .draining(let left) = phase { drain(left, through: &chunk) }
    }

    private func read(through chunk: inout Secret, judge: (RawSpan?) -> SecretSlice) {
        while true {
            guard let count = receive(into: &chunk) else { return }
            guard count > 0 else {
                phase = .over
                return
            }
            switch head.take(chunk.bytes.extracting(0..<count)) {
            case .open: continue
            case .whole: return answer(judge(head.bytes))
            case .tooLarge: return answer(judge(nil))
            }
        }
    }

    private func answer(_ page: SecretSlice) {
        head = CallbackHead(limit: 0)
        phase = .writing(page)
    }

    private func write(_ bytes: SecretSlice) {
        var rest = bytes
        while rest.count > 0 {
            let sent = unsafe rest.bytes.withUnsafeBytes {
                unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent >= 0 else {
                if errno == EINTR { continue }
                phase = errno == EAGAIN ? .writing(rest) : .over
                return
            }
            rest = rest[sent..<rest.count]
        }
        shutdown(descriptor, Int32(SHUT_WR))
        phase = .draining(left: limits.drained)
    }

    private func drain(_ left: Int, through chunk: inout Secret) {
        var left = left
        while let count = receive(into: &chunk) {
            left -= count
            guard count > 0, left > 0 else {
                phase = .over
                return
            }
        }
        if !isOver { phase = .draining(left: left) }
    }

    /// How many bytes came, 0 at the end or where the connection broke; nil where none are there yet.
    private func receive(into chunk: inout Secret) -> Int? {
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN: return nil
            default: return 0
            }
        }
    }
}
