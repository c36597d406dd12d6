import ArgumentParser
import LeappAgentProtocol

/// `leapp session stop`.
struct Stop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stop a started session: take its profile out of ~/.aws.",
        discussion: "Example: leapp session stop prod-admin")

    @Argument(help: "A started session's name, alias, id or profile.")
    var name: String?

    @Flag(help: "Stop all started sessions.")
    var all = false

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Vault") var vault: VaultOptions

    func validate() throws {
        guard all != (name != nil) else { throw ValidationError("Name a session, or give --all.") }
    }

    func run() async throws {
        let agent = try await EngineAccess(vault).requiredAgent(for: "`session stop`")
        let stopped = try await agent.stop(name.map { .named($0) } ?? .all)
        try StoppedResult(sections: stopped).render(json: output.json)
        try stopped.requireRemoved()
    }
}

/// What `session stop` did.
struct StoppedResult: Sendable {
    let sections: [StopReply.Section]

    /// Prints it.
    func render(json: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        guard !json else { return try surroundings.output.json(value) }
        if sections.isEmpty { try surroundings.note("nothing is started") }
        for section in sections { try surroundings.note(section.words) }
    }

    /// The JSON that scripts read.
    var value: JSON {
        .object([
            "version": .integer(1),
            "stopped": .list(
                sections.map { section in
                    .object(["profile": .text(section.profile), "file": .text(section.file), "left": .text(section.left)])
                }),
        ])
    }
}

extension StopReply.Section {
    /// What became of it.
    var words: String { left.map { "\(profile): \($0)" } ?? "stopped \(profile), removed from \(file)" }
}

extension [StopReply.Section] {
    /// Fails where one is still in place, which was said already.
    func requireRemoved() throws(CommandError) {
        if let left = first(where: { $0.left != nil }) { throw .leftInPlace(profile: left.profile, file: left.file) }
    }
}
