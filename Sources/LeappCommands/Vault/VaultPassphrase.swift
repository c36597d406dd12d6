import ArgumentParser
import LeappEngine

/// `leapp vault passphrase`.
struct VaultPassphrase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passphrase", abstract: "Change the passphrase; a new recovery code is printed, this once.",
        discussion: """
            Examples:
              leapp vault passphrase
              leapp vault passphrase --use-recovery-code      the passphrase is forgotten
              leapp vault passphrase --second-secret ~/.config/leapp-second-secret
            Where the vault has several passphrases the one that you type is changed, and those that stay are asked for.
            Copies of the vault elsewhere go on opening with the old passphrase.
            """)

    @OptionGroup var options: KeyChangeOptions

    func run() async throws {
        var change = try KeyChange(options)
        try change.settleReplacingOpener()
        try await change.finish(adding: change.newPassphrase())
    }
}
