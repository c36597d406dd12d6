import Glibc
import LeappAgentProtocol
import LeappCrypto
public import LeappEngine
import NIOCore
import NIOPosix
import Synchronization

/// Serves an engine's answers on a Unix socket, to callers of the same user only.
public struct AgentServer: Sendable {
    /// A connection that was made, and by whom; nothing is read from it yet.
    ///
    /// It is a bare channel, because an asynchronous one that nobody comes to serve traps when it goes, and at the agent's end there
    /// may be one that was accepted too late.
    private struct Accepted: Sendable {
        let channel: any Channel
        let peer: PeerCredentials?
    }

    private let engine: any FrameHandling
    private let limits: ServerLimits
    private let log: AgentLog
    private let slots: ConnectionSlots
    private let beforeRequest: @Sendable () async -> Void

    /// Serves `engine` within `limits`; `beforeRequest` runs ahead of each request.
    public init(
        _ engine: any FrameHandling, limits: ServerLimits = .standard, log: AgentLog = .standardError,
        beforeRequest: @escaping @Sendable () async -> Void = {}
    ) {
        (self.engine, self.limits, self.log, self.beforeRequest) = (engine, limits, log, beforeRequest)
        slots = ConnectionSlots(limits.connections)
    }

    /// Accepts and answers until the task is cancelled.
    public func serve(_ socket: ListeningSocket) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            try await accept(socket, group)
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
        try await group.shutdownGracefully()
    }

    private func accept(_ socket: ListeningSocket, _ group: MultiThreadedEventLoopGroup) async throws {
        let limits = self.limits
        let server = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: ListeningSocket.backlog)
            .childChannelOption(.autoRead, value: false)
            .bind(socket.handOver()) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(FrameCodec(limits))
                }.flatMap {
                    PeerCredentials.of(channel).map { Accepted(channel: channel, peer: $0) }
                }
            }
        try await withThrowingDiscardingTaskGroup { tasks in
            try await server.executeThenClose { connections in
                for try await connection in connections {
                    tasks.addTask { await serve(connection) }
                }
            }
        }
    }

    private func serve(_ connection: Accepted) async {
        let channel = connection.channel
        do {
            let wrapped = try await channel.eventLoop.submit {
                try NIOAsyncChannel<IncomingRequest, OutgoingFrame>(wrappingChannelSynchronously: channel)
            }.get()
            try await wrapped.executeThenClose { requests, answers in
                guard let peer = connection.peer, peer.uid == geteuid() else {
                    return log.note("refused a caller of user \(connection.peer.map { String($0.uid) } ?? "unknown")")
                }
                guard slots.take() else { return try await answers.write(.failure(.busy)) }
                defer { slots.giveBack() }
                try await channel.setOption(.autoRead, value: true).get()
                for try await request in requests { try await answer(request, answers) }
            }
        } catch {
            log.note("a caller went away: \(error)")
        }
    }

    private func answer(_ request: IncomingRequest, _ answers: NIOAsyncChannelOutboundWriter<OutgoingFrame>) async throws {
        await beforeRequest()
        let ending = AnswerEnding()
        await engine.handle(request.frames) { frame in
            _ = try FrameLength(frame.count)
            let isLast = try AgentReply.isLast(frame.bytes)
            try ending.note(isLast)
            try await answers.write(OutgoingFrame(frame: frame, isLast: isLast))
        }
        if !ending.hasEnded { try await answers.write(.failure(.unanswered)) }
    }
}

/// Whether the last frame of an answer was sent.
private final class AnswerEnding: Sendable {
    private let ended = Mutex(false)

    var hasEnded: Bool { ended.withLock { $0 } }

    /// Refuses a frame behind the last one.
    func note(_ isLast: Bool) throws(ProtocolError) {
        let late = ended.withLock { ended in
            defer { ended = ended || isLast }
            return ended
        }
        guard !late else { throw .badValue("more") }
    }
}

extension OutgoingFrame {
    /// A last frame that says what failed.
    fileprivate static func failure(_ failure: AgentFailure) -> OutgoingFrame {
        var frame = SecretWriter()
        failure.encode(into: &frame)
        return OutgoingFrame(frame: SecretArena(frame.finish()), isLast: true)
    }
}
