import LeappAgentProtocol
import LeappCrypto

extension Engine {
    /// Not known by this version.
    func portalSync(_ frame: SecretArena, _ answer: Answer) async throws {
        _ = try PortalSyncRequest(parsing: frame.bytes)
        throw EngineError.malformed(.unknownOperation(AgentOperation.portalSync.rawValue))
    }
}
