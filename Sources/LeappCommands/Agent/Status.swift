import ArgumentParser
import LeappAgentProtocol
import LeappBytes
import LeappFiles

/// `leapp status`.
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show whether the vault is unlocked, until when, and what is started; the exit code is 0 either way.",
        discussion: "Example: leapp status --json")

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Vault") var vault: VaultOptions

    func run() async throws {
        let access = try EngineAccess(vault)
        try StatusReport(vault: access.places.vault, agent: await access.agentStatus()).render(json: output.json)
    }
}

/// What `status` says.
struct StatusReport: Sendable {
    /// The vault that is asked about.
    let vault: String
    /// The agent's answer; nil where none runs.
    let agent: StatusReply?

    /// Whether the agent has this vault open.
    var isUnlocked: Bool { agent.map { $0.unlocked && $0.vault == vault } ?? false }

    /// Prints it.
    func render(json: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        guard !json else { return try surroundings.output.json(value) }
        for line in lines { try surroundings.output.line(line) }
        if let agent, !agent.started.isEmpty { try surroundings.print(StartedList(sections: agent.started).table) }
    }

    /// The JSON that scripts read.
    var value: JSON {
        .object([
            "version": .integer(1), "vault": .text(vault), "unlocked": .bool(isUnlocked), "agent": agentValue,
            "vaultId": .text(isUnlocked ? agent?.vaultID : nil), "unlockedAt": .time(isUnlocked ? agent?.unlockedAt : nil),
            "expiresAt": .time(isUnlocked ? agent?.expiresAt : nil),
            "idle": isUnlocked ? agent?.idle.map { .integer($0) } ?? .null : .null,
            "endpoints": .object(agent?.endpoints.mapValues { .text($0) } ?? [:]),
            "trouble": .text(isUnlocked ? agent?.trouble : nil),
            "started": StartedList(sections: agent?.started ?? []).value,
        ])
    }

    private var agentValue: JSON {
        guard let agent else { return .null }
        return .object([
            "pid": .integer(agent.pid), "release": .text(agent.release), "memoryLocked": .bool(agent.memoryLocked),
            "vault": .text(agent.vault),
        ])
    }

    /// What people read.
    var lines: [String] {
        guard let agent else { return ["\(vault): locked; no agent runs"] }
        guard isUnlocked else {
            let other = agent.unlocked ? agent.vault.map { ", which has \($0) open" } ?? "" : ""
            return ["\(vault): locked; agent \(agent.pid)\(other)"]
        }
        var lines = ["\(vault): unlocked" + (agent.expiresAt.map { " until \(UTCTime(seconds: $0).extended)" } ?? "")]
        lines[0] += agent.idle.map { ", or \(TimeSpan.text(seconds: $0)) without use" } ?? ""
        lines.append("agent \(agent.pid), leapp \(agent.release)")
        if let trouble = agent.trouble { lines.append("started sessions are not kept fresh: \(trouble)") }
        if !agent.memoryLocked { lines.append("keys are not in locked memory: raise `ulimit -l`") }
        for (name, address) in agent.endpoints.sorted(by: { $0.key < $1.key }) { lines.append("\(name) = \(address)") }
        return lines
    }
}
