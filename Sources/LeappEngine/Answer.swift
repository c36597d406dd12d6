import LeappAgentProtocol
import LeappCrypto

/// The way back to one caller.
struct Answer: Sendable {
    private let reply: @Sendable (SecretArena) async throws -> Void

    init(_ reply: @escaping @Sendable (SecretArena) async throws -> Void) { self.reply = reply }

    /// Sends the frame that `encode` writes; `capacity` spares one of a known size its growth.
    func send(capacity: Int = 1024, _ encode: (inout SecretWriter) -> Void) async throws(EngineError) {
        var frame = SecretWriter(capacity: capacity)
        encode(&frame)
        do {
            try await reply(SecretArena(frame.finish()))
        } catch {
            throw .callerGone
        }
    }

    /// Sends the last frame of a request that failed; a caller that has gone needs none.
    func fail(_ error: EngineError) async {
        var frame = SecretWriter()
        AgentFailure(error).encode(into: &frame)
        _ = try? await reply(SecretArena(frame.finish()))
    }
}
