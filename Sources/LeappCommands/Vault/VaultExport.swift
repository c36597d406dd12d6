import ArgumentParser
import LeappCrypto
import LeappEngine
import LeappWorkspace

/// `leapp vault export`.
struct VaultExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print everything in the vault as JSON, secrets in plain text: for leaving.",
        discussion: "Example: leapp vault export --json --reveal > everything.json")

    @Flag(help: "Print secrets; without it nothing is printed.")
    var reveal = false

    @Flag(help: "Do not ask whether it is meant.")
    var yes = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var recovery: RecoveryOptions
    @OptionGroup var access: AccessOptions

    func run() throws {
        let surroundings = Surroundings.current
        let site = try VaultSite(vault: access.vault.vault)
        guard reveal else {
            throw CommandError.decision(question: "\(site.path): this prints every secret in plain text;", option: "--reveal")
        }
        let image = try site.image()
        try surroundings.note("warning: every secret of the vault follows in plain text; whoever reads it needs no passphrase")
        try confirm()
        let vault = try site.open(access, recovery: recovery.choice, showing: image)
        let workspace = try site.run { _ throws(StoreError) in Workspace(try vault.payload()) }
        var document = SecretWriter(capacity: 64 * 1024)
        workspace.export(into: &document)
        try surroundings.output.write(document.bytes)
    }

    /// A person at the terminal is asked; who gave the passphrase by an option has decided.
    private func confirm() throws(CommandError) {
        guard !yes, !access.passphrase.areGiven, recovery.recoveryFd == nil, let terminal = Terminal() else { return }
        guard try terminal.confirm("Print all secrets in plain text?") else { throw .interrupted(signal: nil) }
    }
}
