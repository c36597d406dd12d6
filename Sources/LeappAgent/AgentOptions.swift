/// How an agent runs.
public struct AgentOptions: Sendable {
    /// The socket's path; nil where the environment decides.
    public var socket: String?
    /// How much callers are granted.
    public var limits: ServerLimits
    /// Every how many seconds the engine's time is looked at.
    public var tick: Double
    /// Where the agent's diary goes.
    public var log: AgentLog

    /// The options of spec/agent.md.
    public init(
        socket: String? = nil, limits: ServerLimits = .standard, tick: Double = 2, log: AgentLog = .standardError
    ) {
        (self.socket, self.limits, self.tick, self.log) = (socket, limits, tick, log)
    }
}
