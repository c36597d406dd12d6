import ArgumentParser
import LeappWorkspace

/// `leapp session list`.
struct SessionList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all sessions, or those that match.",
        discussion: """
            In the patterns, * stands for any letters and ? for one. Examples:
              leapp session list
              leapp session list prod admin --json
              leapp session list --account '1111*' --role Admin --tag env=prod
            """)

    @OptionGroup var words: SessionWords

    @OptionGroup(title: "Filters") var filters: SessionFilterOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    func run() async throws {
        let chosen = filters.filter(words: words.words)
        let sessions = try await EngineAccess(access).client().list(chosen)
        try SessionListing(sessions: sessions).render(json: output.json, isFiltered: !chosen.isEmpty)
    }
}
