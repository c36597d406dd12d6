import ArgumentParser
import LeappBytes
import LeappEngine
import LeappVault

/// `leapp vault passphrase`.
struct VaultPassphrase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passphrase", abstract: "Change the passphrase; a new recovery code is printed, this once.",
        discussion: """
            Examples:
              leapp vault passphrase
              leapp vault passphrase --use-recovery-code      the passphrase is forgotten
            Copies of the vault elsewhere go on opening with the old passphrase.
            """)

    @OptionGroup var new: NewPassphraseOptions
    @OptionGroup var kdf: KDFOptions
    @OptionGroup var recovery: RecoveryOptions
    @OptionGroup var rotation: RotationOptions
    @OptionGroup var opening: OpeningOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    func run() async throws {
        let sources = PassphraseSources.all(Surroundings.current)
        let site = try VaultSite(vault: access.vault.vault)
        let parameters = try kdf.parameters(for: site.path)
        _ = try site.image()
        let unlocker = try Unlocking(passphrase: access.passphrase, recovery: recovery.choice, sources: sources)
            .unlocker(for: site.path)
        let change = KeyChange(
            site: site, vault: try site.open(with: unlocker, opening.decisions), keepBackups: rotation.keepBackups)
        let passphrase = try Unlocking.newPassphrase(
            for: site.path, descriptor: new.newPassphraseFd, fallback: nil, sources: sources)
        try await change.run(to: passphrase, kdf: parameters, json: output.json)
    }
}

/// `leapp vault recovery`.
struct VaultRecovery: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recovery", abstract: "Make a new recovery code, printed this once; the former one opens no later file.",
        discussion: """
            Examples:
              leapp vault recovery
              leapp vault recovery --use-recovery-code        opens with the former code, and asks for a new passphrase
            """)

    @OptionGroup var new: NewPassphraseOptions
    @OptionGroup var recovery: RecoveryOptions
    @OptionGroup var rotation: RotationOptions
    @OptionGroup var opening: OpeningOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    func run() async throws {
        let sources = PassphraseSources.all(Surroundings.current)
        let site = try VaultSite(vault: access.vault.vault)
        _ = try site.image()
        switch recovery.choice {
        case .passphrase:
            let typed = try sources.read(
                .existing(vault: site.path, descriptor: access.passphrase.passphraseFd, file: access.passphrase.passphraseFile))
            let vault = try site.open(with: .passphrase(Unlocking.passphrase(typed, path: site.path)), opening.decisions)
            try await KeyChange(site: site, vault: vault, keepBackups: rotation.keepBackups)
                .run(to: Unlocking.passphrase(typed, path: site.path), json: output.json)
        case .recoveryCode:
            let unlocker = try Unlocking(passphrase: access.passphrase, recovery: recovery.choice, sources: sources)
                .unlocker(for: site.path)
            let change = KeyChange(
                site: site, vault: try site.open(with: unlocker, opening.decisions), keepBackups: rotation.keepBackups)
            let passphrase = try Unlocking.newPassphrase(
                for: site.path, descriptor: new.newPassphraseFd, fallback: access.passphrase, sources: sources)
            try await change.run(to: passphrase, json: output.json)
        }
    }
}

/// What a change of the key leaves behind.
struct RotationOptions: ParsableArguments {
    @Flag(help: "Keep the older backups, which open with the old passphrase.")
    var keepBackups = false
}
