import LeappAgentClient
import LeappAgentProtocol
import LeappCrypto
import LeappEngine

/// The connection to the user's agent; each request has a connection of its own.
struct AgentConnection: EngineConnection {
    /// The socket's path.
    let path: String
    /// How long to wait for the agent.
    var timeouts = AgentTimeouts()

    /// Frames are handed on as they come; each is waited for no longer than `timeouts` say.
    func exchange(_ request: [SecretArena], reply: @escaping @Sendable (SecretArena) async throws -> Void) async throws {
        let conversation = try AgentConversation(path: path, timeouts: timeouts)
        try conversation.send(request)
        while let frame = try conversation.next() { try await reply(frame) }
    }
}

/// One request and the frames of its answer; an object, since a value that cannot be copied does not live across an `await` on 6.3.
private final class AgentConversation {
    private let client: AgentClient
    private var isOver = false

    /// Connects.
    init(path: String, timeouts: AgentTimeouts) throws { client = try AgentClient(path: path, timeouts: timeouts) }

    /// Sends the request.
    func send(_ request: [SecretArena]) throws {
        for frame in request { try client.send(frame.bytes) }
    }

    /// Waits for the next frame; nil behind the last.
    func next() throws -> SecretArena? {
        guard !isOver else { return nil }
        let received = try client.receive()
        let frame = SecretArena(Secret(copying: received.bytes))
        guard case .more = try AgentReply(parsing: frame.bytes) else {
            isOver = true
            return frame
        }
        return frame
    }
}

extension CommandError {
    /// What a command ends with for which an agent has no answer; `hasAnswered` says whether one has answered the command before.
    init(_ error: AgentClientError, hasAnswered: Bool) {
        self =
            switch error {
            case .noAgent: hasAnswered ? .agentGone : .noAgent
            case .closed: .agentGone
            case .unsafePlace, .foreignPeer, .timedOut, .garbled, .tooLarge, .failed: .agent(error.words)
            }
    }
}

extension AgentClientError {
    /// What happened and what to do next.
    var words: String {
        switch self {
        case .noAgent: "no agent runs; start it with `leapp unlock`"
        case .unsafePlace(let path, let place): "\(path): \(place.words); the agent is not asked"
        case .foreignPeer(let userID): "the agent's socket is answered by user \(userID); it was not asked"
        case .timedOut: "the agent does not answer; end it and run `leapp unlock`"
        case .closed: "the agent went away before it answered; run `leapp unlock`"
        case .garbled: "the agent's answer is not understood; end it and run `leapp unlock`"
        case .tooLarge(let bytes): "a request of \(bytes) bytes is larger than the agent takes"
        case .failed(let call, let code): "the agent cannot be reached: \(call): \(String(errno: code))"
        }
    }
}

extension AgentClientError.Place {
    /// Why the place is not trusted.
    var words: String {
        switch self {
        case .otherKind: "not the private folder and socket that belong there"
        case .otherOwner(let userID): "belongs to user \(userID)"
        case .writableByOthers: "others may write to it"
        case .tooLong: "too long for the address of a socket; set XDG_RUNTIME_DIR to a shorter path"
        }
    }
}
