import LeappAWS
import LeappAgentProtocol
import LeappCrypto
import LeappVault

extension Engine {
    /// Opens a vault with a data key that a command derived.
    func unlock(_ frame: SecretArena, _ answer: Answer) async throws {
        let request = try UnlockRequest(parsing: frame.bytes)
        guard let key = DataKey(Secret(copying: request.key)) else { throw EngineError.malformed(.badValue("key")) }
        let environment = AWSEnvironment(request.aws)
        do throws(AWSError) { try environment.check() } catch { throw EngineError.setting(error) }
        let lifetime = KeyLifetime(start: effects.bootTime(), hard: request.lifetime, idle: request.idle)
        let store = VaultStore(path: request.vault, effects: effects)
        let vault: OpenVault
        do throws(StoreError) { vault = try store.open(with: .key(key)) } catch {
            throw EngineError.store(error, path: request.vault)
        }
        var reply = await lock()
        try await open(vault, environment: environment, lifetime: lifetime)
        let cleared = LockReply(try opened?.clearLeftovers(in: effects.places) ?? [])
        reply.removed += cleared.removed
        reply.left += cleared.left.filter { !reply.left.contains($0) }
        try await answer.send { [reply] frame in reply.encode(into: &frame) }
    }

    /// Forgets the key and takes started sections out of `~/.aws`.
    func lock(_ answer: Answer) async throws {
        let reply = await lock()
        try await answer.send { reply.encode(into: &$0) }
    }
}
