import LeappAgentClient
import LeappAgentProtocol
import LeappBytes
import LeappFiles

/// How a command gets at what is in the vault: through the agent where it has the vault open, else by opening it in this process.
struct EngineAccess: Sendable {
    /// Where the user's files lie.
    let places: Places
    /// How the vault is opened where no agent has it open.
    let unlocking: Unlocking
    /// What was decided about opening it.
    let decisions: OpeningDecisions

    /// For the options of a command; `sources` nil is all that the surroundings offer.
    init(_ options: AccessOptions, sources: PassphraseSources? = nil) throws(CommandError) {
        let surroundings = Surroundings.current
        places = try surroundings.places(vault: options.vault.vault)
        unlocking = Unlocking(options.passphrase, isServed: true, sources: sources ?? .all(surroundings))
        decisions = options.opening.decisions
    }

    /// For a command that does without the passphrase.
    init(_ options: VaultOptions) throws(CommandError) {
        self.init(places: try Surroundings.current.places(vault: options.vault))
    }

    /// For the vault of `places`, without a passphrase.
    init(places: Places) {
        self.places = places
        unlocking = Unlocking()
        decisions = OpeningDecisions()
    }

    /// The agent, where one runs.
    var agent: EngineClient? {
        Surroundings.current.agentSocket.map { EngineClient(connection: AgentConnection(path: $0), vault: places.vault) }
    }

    /// The agent, for what it answers at once: one that hangs is noticed in seconds.
    private var promptAgent: EngineClient? {
        Surroundings.current.agentSocket.map { path in
            EngineClient(
                connection: AgentConnection(path: path, timeouts: AgentTimeouts(send: 5, answer: 10)), vault: places.vault)
        }
    }

    /// What the agent is doing; nil where none runs, or none any more.
    func agentStatus() async throws(CommandError) -> StatusReply? {
        guard let agent = promptAgent else { return nil }
        return try await agent.statusIfAlive()
    }

    /// The agent where it has this vault open; nil where it has not.
    func openAgent() async throws(CommandError) -> OpenedEngine? {
        guard var agent, let status = try await promptAgent?.statusIfRunning(), status.unlocked, status.vault == places.vault,
            let vaultID = status.vaultID.flatMap({ [UInt8](hex: $0) })
        else { return nil }
        agent.hasAnswered = true
        return OpenedEngine(client: agent, vaultID: vaultID)
    }

    /// The agent, for a command that leaves something to be kept fresh.
    func requiredAgent(for command: String) async throws(CommandError) -> EngineClient {
        guard let engine = try await openAgent() else { throw .needsAgent(command: command) }
        return engine.client
    }

    /// An engine with the vault open: the agent where it has it, else one in this process.
    func opened() async throws(CommandError) -> OpenedEngine {
        if let agent = try await openAgent() { return agent }
        return try await openHere()
    }

    /// The requests to such an engine.
    func client() async throws(CommandError) -> EngineClient { try await opened().client }
}
