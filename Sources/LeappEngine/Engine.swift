public import LeappAWS
public import LeappAgentProtocol
import LeappBytes
public import LeappCrypto
import LeappFiles

/// The one holder of an unlocked vault: it answers requests (spec/agent.md), keeps started sessions fresh, and forgets
/// everything at lock.
///
/// The agent has one for as long as it runs; a command with the passphrase at hand has one for a single request.
public actor Engine: FrameHandling {
    let effects: Effects
    let network: Network
    var opened: OpenedVault?
    /// What keeps started sections from being kept fresh, in words.
    var trouble: String?

    /// AWS is asked through `network`.
    public init(effects: Effects, network: Network) {
        self.effects = effects
        self.network = network
    }

    /// Whether a data key is held.
    public var isUnlocked: Bool { opened != nil }

    /// Works with `vault` from now on; its AWS calls go where `environment` says.
    ///
    /// `lifetime` ends it by itself; nil where the process ends soon anyway.
    public func open(_ vault: sending OpenVault, environment: AWSEnvironment, lifetime: KeyLifetime? = nil)
        async throws(EngineError)
    {
        _ = await lock()
        opened = try OpenedVault(vault, environment: environment, network: network, lifetime: lifetime, effects: effects)
    }

    /// Wipes the key and what hangs on it, and takes started sections out of `~/.aws`.
    ///
    /// The key goes whether or not `~/.aws` can be written; what could not be removed is told, and removed at the next unlock.
    public func lock() async -> LockReply {
        guard let closing = opened else { return LockReply(removed: []) }
        opened = nil
        await closing.portals.close()
        await network.stop()
        do throws(EngineError) {
            return LockReply(try closing.stopAll())
        } catch {
            return LockReply(removed: [], left: [AgentFailure(error).message])
        }
    }

    /// What time brings: the end of the key's life, fresh credentials for started sections, sections that another program dropped.
    ///
    /// The agent calls it every few seconds.
    public func tick() async {
        guard let opened else { return }
        if opened.isOver(at: effects.bootTime()) {
            _ = await lock()
            return
        }
        await keepFresh(opened)
    }

    public func handle(_ request: [SecretArena], reply: @escaping @Sendable (SecretArena) async throws -> Void) async {
        let answer = Answer(reply)
        do {
            try await self.answer(request, to: answer)
        } catch {
            await answer.fail(EngineError(error))
        }
    }

    private func answer(_ request: [SecretArena], to answer: Answer) async throws {
        guard let first = request.first else { throw EngineError.malformed(.missing("op")) }
        let head = try RequestHead(parsing: first.bytes)
        switch head.operation {
        case .status: try await status(answer)
        case .unlock: try await unlock(first, answer)
        case .lock: try await lock(answer)
        case .list: try await list(first, answer)
        case .credentials: try await credentials(first, answer)
        case .start: try await start(first, answer)
        case .stop: try await stop(first, answer)
        case .current: try await current(head, answer)
        case .apply: try await apply(request, answer)
        case .originals: try await originals(head, answer)
        case .forget: try await forget(first, answer)
        case .edit: try await edit(first, answer)
        case .portals: try await portals(head, answer)
        case .portalLogin: try await portalLogin(first, answer)
        case .portalToken: try await portalToken(first, answer)
        case .portalLogout: try await portalLogout(first, answer)
        case .portalAdopt: try await portalAdopt(first, answer)
        case .portalSync: try await portalSync(first, answer)
        case .console: try await console(first, answer)
        }
    }

    /// The open vault, where it is the one that the caller means; a request counts as use.
    func required(_ vault: String?) throws(EngineError) -> OpenedVault {
        if let opened, opened.isOver(at: effects.bootTime()) { throw .locked(holding: nil) }
        guard let opened else { throw .locked(holding: nil) }
        if let vault, vault != opened.path, (try? effects.disk.resolved(vault)) != opened.path {
            throw .locked(holding: opened.path)
        }
        opened.touch(at: effects.bootTime())
        return opened
    }
}
