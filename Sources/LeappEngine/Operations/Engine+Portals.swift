import LeappAgentProtocol
import LeappCrypto

extension Engine {
    /// Not known by this version.
    func portals(_ head: RequestHead, _ answer: Answer) async throws {
        throw EngineError.malformed(.unknownOperation(head.operation.rawValue))
    }

    /// Not known by this version.
    func portalLogin(_ frame: SecretArena, _ answer: Answer) async throws {
        _ = try PortalLoginRequest(parsing: frame.bytes)
        throw EngineError.malformed(.unknownOperation(AgentOperation.portalLogin.rawValue))
    }

    /// Not known by this version.
    func portalToken(_ frame: SecretArena, _ answer: Answer) async throws {
        _ = try PortalTokenRequest(parsing: frame.bytes)
        throw EngineError.malformed(.unknownOperation(AgentOperation.portalToken.rawValue))
    }

    /// Not known by this version.
    func portalLogout(_ frame: SecretArena, _ answer: Answer) async throws {
        _ = try PortalLogoutRequest(parsing: frame.bytes)
        throw EngineError.malformed(.unknownOperation(AgentOperation.portalLogout.rawValue))
    }

    /// Not known by this version.
    func portalAdopt(_ frame: SecretArena, _ answer: Answer) async throws {
        _ = try PortalAdoptRequest(parsing: frame.bytes)
        throw EngineError.malformed(.unknownOperation(AgentOperation.portalAdopt.rawValue))
    }
}
