import Dispatch
import Glibc
import LeappBytes
import LeappCrypto

/// One end of a Unix stream socket that carries frames: a big-endian length of four bytes, then the content.
///
/// Reading and writing happen on threads of their own, so that a peer that does not read blocks no task.
final class FrameChannel: Sendable {
    /// The frames that came, in order; ends when the peer is gone, says what is no frame, or the channel is closed.
    let frames: AsyncStream<SecretArena>
    private let received: AsyncStream<SecretArena>.Continuation
    private let socket: OwnedSocket
    private let writing = DispatchQueue(label: "leapp.frames.write")
    private let reading = DispatchQueue(label: "leapp.frames.read")

    /// Takes over `descriptor` and begins to read.
    init(owning descriptor: Int32) {
        socket = OwnedSocket(descriptor)
        (frames, received) = AsyncStream.makeStream()
        reading.async { [socket, received] in
            while let frame = socket.readFrame() { received.yield(frame) }
            received.finish()
        }
    }

    deinit { close() }

    /// Puts a frame behind those that wait to be written. A peer that is gone is noticed by the end of `frames`.
    func send(_ frame: SecretArena) {
        writing.async { [socket] in socket.writeFrame(frame) }
    }

    /// Ends both directions at once.
    func close() {
        socket.endBothWays()
        received.finish()
    }
}

/// A socket that is closed when nobody uses it any more.
private final class OwnedSocket: Sendable {
    private let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { _ = close(descriptor) }

    func endBothWays() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// The next frame; nil at the end, and where there is none of a lawful length.
    func readFrame() -> SecretArena? {
        var head = [UInt8](repeating: 0, count: 4)
        guard unsafe head.withUnsafeMutableBytes({ unsafe fill($0) }) else { return nil }
        var cursor = ByteCursor(head.rawSpan)
        guard let length = try? cursor.bigEndian(UInt32.self), length > 0, length <= UInt32(frameLimit) else { return nil }
        var isWhole = false
        let content = unsafe Secret(count: Int(length)) { buffer in isWhole = unsafe fill(buffer) }
        return isWhole ? SecretArena(content) : nil
    }

    func writeFrame(_ frame: SecretArena) {
        let head = UInt32(frame.count).bigEndianBytes
        guard unsafe head.withUnsafeBytes({ unsafe sendAll($0) }) else { return }
        _ = unsafe frame.bytes.withUnsafeBytes { unsafe sendAll($0) }
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Bool {
        var done = 0
        while done < buffer.count {
            let part = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = unsafe read(descriptor, part.baseAddress, part.count)
            if count > 0 { done += count } else if count == 0 || errno != EINTR { return false }
        }
        return true
    }

    private func sendAll(_ buffer: UnsafeRawBufferPointer) -> Bool {
        var done = 0
        while done < buffer.count {
            let part = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
            let count = unsafe send(descriptor, part.baseAddress, part.count, Int32(MSG_NOSIGNAL))
            if count >= 0 { done += count } else if errno != EINTR { return false }
        }
        return true
    }
}
