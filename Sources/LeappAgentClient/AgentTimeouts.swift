/// How long a client waits for the agent, in seconds.
public struct AgentTimeouts: Equatable, Sendable {
    /// To be connected, and for each piece of a request to be taken.
    public var send: Int
    /// For each frame of the answer.
    public var answer: Int

    /// Bounds of `send` and `answer` seconds, at least one each.
    public init(send: Int = 10, answer: Int = 180) {
        self.send = max(send, 1)
        self.answer = max(answer, 1)
    }
}
