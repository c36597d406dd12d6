import LeappAgent
import LeappAgentProtocol
import LeappFiles

/// The user's agent, started where none runs.
struct RunningAgent: Sendable {
    let places: Places

    /// The agent that answers.
    func client() async throws(CommandError) -> EngineClient {
        guard let client = EngineAccess(places: places).agent else { throw .file(.noHome) }
        if try await client.statusIfAlive() != nil { return client }
        try start()
        return client
    }

    private func start() throws(CommandError) {
        do throws(FileError) {
            try places.prepareState(on: POSIXFileSystem())
        } catch {
            throw .file(error)
        }
        do throws(LaunchError) {
            _ = try AgentLauncher(log: log).launch()
        } catch {
            throw .agent("the agent cannot be started: \(error.words(log: log))")
        }
    }

    /// Where the agent writes what it does; nothing secret.
    private var log: String { FilePath.join(places.state, "agent.log") }
}

extension LaunchError {
    /// Why there is no agent, and where to look.
    func words(log: String) -> String {
        switch self {
        case .failed(let call, let code): "\(call): \(String(errno: code))"
        case .refused(let reason): reason
        case .ended: "it ended at once; \(log) may say why"
        case .timedOut: "it does not listen; \(log) may say why"
        }
    }
}
