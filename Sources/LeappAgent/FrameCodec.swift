import Glibc
import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import NIOCore

/// A whole request of one connection.
struct IncomingRequest: Sendable {
    /// Its frames, the last one with `more` false.
    let frames: [SecretArena]
}

/// A frame of an answer.
struct OutgoingFrame: Sendable {
    /// The frame, without its length.
    let frame: SecretArena
    /// Whether the answer ends with it.
    let isLast: Bool
}

/// Stands between a connection's bytes and its requests: bounds their sizes and the time they may take, one request after the other.
///
/// What passes through NIO's buffers is wiped there as soon as it was copied out (requests) or written (answers). The kernel's
/// socket buffers are out of reach, and so are the bytes of a frame whose connection ends with the process.
final class FrameCodec: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = IncomingRequest
    typealias OutboundIn = OutgoingFrame
    typealias OutboundOut = ByteBuffer

    /// Whose turn it is.
    private enum Turn {
        case caller
        case engine
        case nobody
    }

    private let limits: ServerLimits
    private var assembler = RequestAssembler()
    private var turn = Turn.caller
    private var deadline: Scheduled<Void>?

    init(_ limits: ServerLimits) { self.limits = limits }

    func channelActive(context: ChannelHandlerContext) {
        awaitRequest(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        defer { buffer.wipe() }
        guard turn != .nobody else { return }
        do throws(ProtocolError) {
            let used = turn == .caller ? try assembler.take(buffer.readableBytesSpan) : 0
            guard used == buffer.readableBytes else { return drop(context) }
        } catch {
            return refuse(error, context)
        }
        if assembler.isComplete {
            turn = .engine
            deadline?.cancel()
            context.fireChannelRead(wrapInboundOut(IncomingRequest(frames: assembler.takeRequest())))
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let outgoing = unwrapOutboundIn(data)
        if outgoing.isLast, turn == .engine {
            turn = .caller
            awaitRequest(context)
        }
        send(outgoing.frame.bytes, context, promise)
    }

    /// Writes a frame with its length; a caller that does not take it in time is dropped.
    private func send(_ frame: RawSpan, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        var buffer = context.channel.allocator.buffer(capacity: FrameLength.byteCount + frame.byteCount)
        buffer.writeInteger(UInt32(truncatingIfNeeded: frame.byteCount))
        unsafe frame.withUnsafeBytes { _ = unsafe buffer.writeBytes($0) }
        let written = context.eventLoop.makePromise(of: Void.self)
        let stalled = closing(context, after: limits.reply)
        let sent = buffer
        written.futureResult.assumeIsolated().whenComplete { _ in
            stalled.cancel()
            sent.wipe()
        }
        if let promise { written.futureResult.cascade(to: promise) }
        context.write(wrapOutboundOut(buffer), promise: written)
    }

    /// Says why the request is none, and ends the connection.
    private func refuse(_ error: ProtocolError, _ context: ChannelHandlerContext) {
        var frame = SecretWriter()
        AgentFailure(refusing: error).encode(into: &frame)
        let written = context.eventLoop.makePromise(of: Void.self)
        send(frame.bytes, context, written)
        context.flush()
        end()
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        written.futureResult.assumeIsolated().whenComplete { _ in bound.value.close(promise: nil) }
    }

    private func drop(_ context: ChannelHandlerContext) {
        end()
        context.close(promise: nil)
    }

    private func end() {
        turn = .nobody
        deadline?.cancel()
        deadline = nil
    }

    private func awaitRequest(_ context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = closing(context, after: limits.request)
    }

    private func closing(_ context: ChannelHandlerContext, after seconds: Double) -> Scheduled<Void> {
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        return context.eventLoop.scheduleTask(in: .nanoseconds(Int64(seconds * 1e9))) { bound.value.close(promise: nil) }
    }
}
