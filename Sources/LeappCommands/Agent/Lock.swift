import ArgumentParser
import LeappAgentProtocol

/// `leapp lock`.
struct Lock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Forget the vault's key, and take started profiles out of ~/.aws.", discussion: "Example: leapp lock")

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Vault") var vault: VaultOptions

    func run() async throws {
        let access = try EngineAccess(vault)
        let isRunning = try await access.agentStatus() != nil
        let reply = isRunning ? try await access.agent?.lock() : try Leftovers(places: access.places).remove()
        let result = LockedResult(reply: reply ?? LockReply(removed: []))
        try result.render(json: output.json)
        guard result.reply.left.isEmpty else { throw CommandError.leftBehind(count: result.reply.left.count) }
    }
}

/// What `lock` did.
struct LockedResult: Sendable {
    let reply: LockReply

    /// Prints it.
    func render(json: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        guard !json else {
            return try surroundings.output.json(
                .object(["version": .integer(1), "removed": .texts(reply.removed), "left": .texts(reply.left)]))
        }
        let removed = reply.removed.isEmpty ? "" : "; removed from ~/.aws: \(reply.removed.joined(separator: ", "))"
        try surroundings.note("locked" + removed)
        for line in reply.left { try surroundings.note("left: \(line)") }
    }
}
