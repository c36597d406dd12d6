import LeappAgentProtocol
import LeappCrypto

extension Engine {
    /// Not known by this version.
    func console(_ frame: SecretArena, _ answer: Answer) async throws {
        _ = try ConsoleRequest(parsing: frame.bytes)
        throw EngineError.malformed(.unknownOperation(AgentOperation.console.rawValue))
    }
}
