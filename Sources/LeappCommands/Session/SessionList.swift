import ArgumentParser

/// `leapp session list`.
struct SessionList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all sessions, or those that match a text.",
        discussion: """
            Examples:
              leapp session list
              leapp session list prod --json
            """)

    @Argument(help: "Only sessions with this in name, alias, account, role, profile or tags.")
    var filter: String?

    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    func run() async throws {
        let sessions = try await EngineAccess(access).client().list(filter: filter)
        try SessionListing(sessions: sessions).render(json: output.json)
    }
}
