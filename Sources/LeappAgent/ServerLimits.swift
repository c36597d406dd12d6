/// How much the agent grants its callers.
public struct ServerLimits: Equatable, Sendable {
    /// How many connections are served at a time; more are told so and closed.
    public var connections: Int
    /// Within how many seconds a connection must have sent a whole request: after it was made, and after each answer.
    public var request: Double
    /// Within how many seconds a caller must have taken a frame of its answer.
    public var reply: Double

    /// The bounds of spec/agent.md section 3.
    public static let standard = ServerLimits(connections: 256, request: 30, reply: 30)

    /// Bounds of one's own.
    public init(connections: Int, request: Double, reply: Double) {
        (self.connections, self.request, self.reply) = (connections, request, reply)
    }
}
