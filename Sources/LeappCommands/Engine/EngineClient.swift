import LeappAgentClient
import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import LeappEngine
import LeappVault
import Synchronization

/// The requests of the protocol (spec/agent.md) as calls with values.
struct EngineClient: Sendable {
    /// Where requests go.
    let connection: any EngineConnection
    /// The vault that is meant, an absolute path.
    let vault: String
    /// Whether an agent has answered there: one that is not there any more has ended since.
    var hasAnswered = false

    /// What the engine is doing.
    func status() async throws(CommandError) -> StatusReply {
        try await single(.status, Self.frame { PlainRequest(.status).encode(into: &$0) }) { frame throws(ProtocolError) in
            try StatusReply(parsing: frame)
        }
    }

    /// What the agent is doing; nil where none runs.
    func statusIfRunning() async throws(CommandError) -> StatusReply? {
        do {
            return try await status()
        } catch .noAgent {
            return nil
        }
    }

    /// The same; nil too where it ends meanwhile, as one that is being killed still takes connections.
    func statusIfAlive() async throws(CommandError) -> StatusReply? {
        do {
            return try await statusIfRunning()
        } catch .agentGone {
            return nil
        }
    }

    /// Hands over the data key; what became of sections that an earlier key, or an agent that was killed, left in `~/.aws`.
    func unlock(
        key: DataKey, lifetime: Int64, idle: Int64?, environment: [String: String]
    ) async throws(CommandError) -> LockReply {
        var frame = SecretWriter()
        UnlockRequest(vault: vault, key: key.bytes, lifetime: lifetime, idle: idle, aws: environment).encode(into: &frame)
        return try await single(.unlock, SecretArena(frame.finish())) { frame throws(ProtocolError) in
            try LockReply(parsing: frame)
        }
    }

    /// Forgets the key; what became of the sections that were started.
    func lock() async throws(CommandError) -> LockReply {
        try await single(.lock, Self.frame { PlainRequest(.lock).encode(into: &$0) }) { frame throws(ProtocolError) in
            try LockReply(parsing: frame)
        }
    }

    /// What is started.
    func current() async throws(CommandError) -> [StartedSection] {
        try await single(.current, plain(.current)) { frame throws(ProtocolError) in try CurrentReply(parsing: frame).started }
    }

    /// Refuses to go on while sessions are started: their lines stand in the files, and the user's own may be set aside.
    func requireNothingStarted() async throws(CommandError) {
        let started = try await current()
        guard started.isEmpty else { throw .started(profiles: started.map(\.profile)) }
    }

    /// Stops what `target` names.
    func stop(_ target: StopRequest.Target) async throws(CommandError) -> [StopReply.Section] {
        let frame = Self.frame { StopRequest(target, vault: vault).encode(into: &$0) }
        return try await single(.stop, frame) { frame throws(ProtocolError) in try StopReply(parsing: frame).stopped }
    }

    /// Deletes records and sessions, after what is started of them was stopped, or says what that would be.
    @discardableResult
    func forget(ids: [[UInt8]] = [], sessions: [String] = [], dryRun: Bool = false) async throws(CommandError) -> ForgetReply {
        let request = ForgetRequest(ids: ids, sessions: sessions, dryRun: dryRun, vault: vault)
        return try await single(.forget, Self.frame { request.encode(into: &$0) }) { frame throws(ProtocolError) in
            try ForgetReply(parsing: frame)
        }
    }

    /// A request without fields of its own.
    func plain(_ operation: AgentOperation) -> SecretArena {
        Self.frame { PlainRequest(operation, vault: vault).encode(into: &$0) }
    }

    /// One frame.
    static func frame(_ encode: (inout SecretWriter) -> Void) -> SecretArena {
        var writer = SecretWriter()
        encode(&writer)
        return SecretArena(writer.finish())
    }

    /// One frame of a request that may carry a code.
    static func frame(with code: SecretSlice?, _ encode: (RawSpan?, inout SecretWriter) -> Void) -> SecretArena {
        if let code { frame { encode(code.bytes, &$0) } } else { frame { encode(nil, &$0) } }
    }

    /// Sends a request and reads the one frame of its answer.
    func single<Value>(
        _ operation: AgentOperation, _ request: SecretArena, read: (RawSpan) throws(ProtocolError) -> Value
    ) async throws(CommandError) -> Value {
        let frames = try await exchange(operation, [request])
        guard let frame = frames.last, frames.count == 1 else { throw .badAnswer(operation) }
        return try Self.read(operation, frame.bytes, read)
    }

    /// Reads a frame of the answer to `operation`.
    static func read<Value>(
        _ operation: AgentOperation, _ frame: RawSpan, _ read: (RawSpan) throws(ProtocolError) -> Value
    ) throws(CommandError) -> Value {
        do throws(ProtocolError) {
            return try read(frame)
        } catch {
            throw .badAnswer(operation)
        }
    }

    /// Sends a request; the frames of the answer, none of which is a failure.
    func exchange(_ operation: AgentOperation, _ request: [SecretArena]) async throws(CommandError) -> [SecretArena] {
        let frames = Mutex<[SecretArena]>([])
        try await exchange(operation, request) { frame in frames.withLock { $0.append(frame) } }
        return frames.withLock { $0 }
    }

    /// Sends a request and hands every frame of the answer to `each` as it comes, but for one that says why the request failed.
    ///
    /// An error of `each` ends the exchange; whoever answers notices that nobody listens any more.
    func exchange(
        _ operation: AgentOperation, _ request: [SecretArena],
        each: @escaping @Sendable (SecretArena) throws(CommandError) -> Void
    ) async throws(CommandError) {
        let answer = AnswerState()
        do {
            try await connection.exchange(request) { frame in try answer.take(frame, each: each) }
        } catch let error as AgentClientError {
            throw CommandError(error, hasAnswered: hasAnswered)
        } catch let error as CommandError {
            throw error
        } catch {
            throw .badAnswer(operation)
        }
        switch answer.end {
        case .done: return
        case .failed(let error): throw error
        case .open: throw .badAnswer(operation)
        }
    }
}

/// How far an answer is that comes frame by frame.
private final class AnswerState: Sendable {
    enum End {
        case open, done
        case failed(CommandError)
    }

    private let state = Mutex(End.open)

    /// What the answer ended with; an engine in this process does not give back what a reader of its frames throws.
    var end: End { state.withLock { $0 } }

    /// Takes the next frame.
    func take(_ frame: SecretArena, each: (SecretArena) throws(CommandError) -> Void) throws {
        let reply = try AgentReply(parsing: frame.bytes)
        if case .failed(let failure) = reply {
            state.withLock { $0 = .failed(.engine(failure)) }
            return
        }
        do throws(CommandError) {
            try each(frame)
        } catch {
            state.withLock { $0 = .failed(error) }
            throw error
        }
        if case .done = reply { state.withLock { $0 = .done } }
    }
}
