import Glibc
import LeappAgentProtocol
import LeappBytes

/// A connection to the user's agent over its Unix socket; every call blocks, for a bounded time.
///
/// Requests go one after the other, each answered in full before the next. The agent drops a connection on which nothing is asked
/// for half a minute: whoever waits for a person connects anew.
public struct AgentClient: ~Copyable {
    private let socket: ClientSocket
    private let timeouts: AgentTimeouts

    /// Connects to the agent at `path`, once its directory and socket were checked, and checks who answers there.
    public init(path: String, timeouts: AgentTimeouts = AgentTimeouts()) throws(AgentClientError) {
        socket = try ClientSocket.connected(to: path, timeouts)
        self.timeouts = timeouts
    }

    /// Sends one frame of a request.
    ///
    /// An agent that turns a caller away may close its end before it took the request: that is no error here, and ``receive()`` tells what it said.
    public borrowing func send(_ frame: RawSpan) throws(AgentClientError) {
        let length: FrameLength
        do { length = try FrameLength(frame.byteCount) } catch { throw .tooLarge(frame.byteCount) }
        var head: [UInt8] = []
        length.encode(into: &head)
        let sent = max(sendTogether(head.rawSpan, frame), 0)
        guard try sendAll(head.rawSpan.extracting(droppingFirst: sent)) else { return }
        _ = try sendAll(frame.extracting(droppingFirst: sent - min(sent, head.count)))
    }

    /// Waits for one frame of an answer.
    public borrowing func receive() throws(AgentClientError) -> WipedBuffer {
        let deadline = AgentClient.seconds() + timeouts.answer
        let descriptor = socket.descriptor
        var head = [UInt8](repeating: 0, count: FrameLength.byteCount)
        try receive(head.count, before: deadline) { left in
            unsafe head.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress! + ($0.count - left), left, 0) }
        }
        let length: FrameLength
        do { length = try FrameLength(parsing: head.rawSpan) } catch { throw .garbled }
        var frame = WipedBuffer(capacity: length.value)
        try receive(length.value, before: deadline) { left in
            unsafe frame.fill(upTo: left) { unsafe recv(descriptor, $0, $1, 0) }
        }
        return frame
    }

    /// Has `read` receive what is left of `count` bytes until all have come.
    private borrowing func receive(_ count: Int, before deadline: Int, _ read: (Int) -> Int) throws(AgentClientError) {
        var left = count
        while left > 0 {
            let got = read(left)
            let code = errno
            if got == 0 { throw .closed }
            if got < 0 {
                switch code {
                case EINTR: break
                case EAGAIN: throw .timedOut
                case ECONNRESET: throw .closed
                default: throw .failed(call: "recv", errno: code)
                }
            }
            left -= max(got, 0)
            if left > 0, AgentClient.seconds() > deadline { throw .timedOut }
        }
    }

    /// Sends as much of both as one call takes, so that a small request wakes the agent once; what is left is ``sendAll(_:)``'s, errors too.
    private borrowing func sendTogether(_ head: RawSpan, _ frame: RawSpan) -> Int {
        let descriptor = socket.descriptor
        return unsafe head.withUnsafeBytes { head in
            unsafe frame.withUnsafeBytes { frame in
                let parts = unsafe [head, frame].map { part in
                    unsafe iovec(iov_base: UnsafeMutableRawPointer(mutating: part.baseAddress), iov_len: part.count)
                }
                return unsafe parts.withUnsafeBufferPointer { parts in
                    var message = unsafe msghdr()
                    unsafe message.msg_iov = UnsafeMutablePointer(mutating: parts.baseAddress)
                    unsafe message.msg_iovlen = parts.count
                    return unsafe sendmsg(descriptor, &message, CInt(MSG_NOSIGNAL))
                }
            }
        }
    }

    /// Sends all of `bytes`; false where the agent has closed its end.
    private borrowing func sendAll(_ bytes: RawSpan) throws(AgentClientError) -> Bool {
        let descriptor = socket.descriptor
        var rest = bytes
        while !rest.isEmpty {
            let sent = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress!, $0.count, CInt(MSG_NOSIGNAL))
            }
            let code = errno
            if sent >= 0 {
                rest = rest.extracting(droppingFirst: sent)
                continue
            }
            switch code {
            case EINTR: continue
            case EAGAIN: throw .timedOut
            case EPIPE, ECONNRESET: return false
            default: throw .failed(call: "send", errno: code)
            }
        }
        return true
    }

    private static func seconds() -> Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec
    }
}
