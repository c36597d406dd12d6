import ArgumentParser
import LeappAgentProtocol
import LeappBytes

/// `leapp session current`.
struct Current: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what is started.", discussion: "Example: leapp session current --json")

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Vault") var vault: VaultOptions

    func run() async throws {
        let started = try await EngineAccess(vault).requiredAgent(for: "`session current`").current()
        try StartedList(sections: started).render(json: output.json)
    }
}

/// The started sessions.
struct StartedList: Sendable {
    let sections: [StartedSection]

    /// Prints them.
    func render(json: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        guard !json else {
            return try surroundings.output.json(.object(["version": .integer(1), "started": value]))
        }
        guard !sections.isEmpty else { return try surroundings.note("nothing is started") }
        try surroundings.print(table)
    }

    /// The JSON that scripts read.
    var value: JSON {
        .list(
            sections.map { section in
                .object([
                    "id": .text(section.id), "name": .text(section.name), "profile": .text(section.profile),
                    "method": .text(section.method.rawValue), "file": .text(section.file),
                    "expiration": .time(section.expiration),
                ])
            })
    }

    /// What people read.
    var table: Table {
        Table(
            columns: [
                Table.Column("PROFILE", least: 8), Table.Column("NAME", least: 8), Table.Column("METHOD"),
                Table.Column("EXPIRES"),
                Table.Column("FILE", least: 12),
            ],
            rows: sections.map { section in
                [
                    section.profile, section.name, section.method.rawValue,
                    section.expiration.map { UTCTime(seconds: $0).extended } ?? "-", section.file,
                ]
            })
    }
}
