import ArgumentParser

/// `leapp vault recovery`.
struct VaultRecovery: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recovery", abstract: "Make a new recovery code, printed this once; the former one opens no later file.",
        discussion: """
            Examples:
              leapp vault recovery
              leapp vault recovery --use-recovery-code        opens with the former code, and asks for a new passphrase
            """)

    @OptionGroup var options: KeyChangeOptions

    func run() async throws {
        var change = try KeyChange(options)
        let new = try change.settleAll()
        try await change.finish(adding: new)
    }
}
