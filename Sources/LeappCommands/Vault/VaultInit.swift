import ArgumentParser
import LeappBytes
import LeappEngine
import LeappVault

/// `leapp vault init`.
struct VaultInit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a vault; the recovery code is printed, this once.",
        discussion: """
            Examples:
              leapp vault init
              leapp vault init --vault ./team.lpv --kdf-memory 1G --kdf-passes 4
              leapp vault init --second-secret ~/.config/leapp-second-secret
            """)

    @OptionGroup var kdf: KDFOptions
    @OptionGroup var new: NewPassphraseOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    func run() throws {
        let surroundings = Surroundings.current
        let site = try VaultSite(vault: access.vault.vault)
        let parameters = try kdf.parameters(for: site.path)
        guard try !site.exists() else { throw CommandError.store(.exists(path: site.path), path: site.path) }
        let unlocking = Unlocking(access.passphrase, sources: .all(surroundings))
        let file = try unlocking.secondSecret.map { path throws(CommandError) in try SecondSecretFile(path) }
        let known = try file.flatMap { file throws(CommandError) in try file.exists() ? try file.read() : nil }
        let passphrase = try unlocking.newPassphrase(for: site.path, descriptor: new.newPassphraseFd, fallback: true)
        let secondSecret = try known ?? file.map { file throws(CommandError) in try file.make(site.effects.randomness) }
        try file?.warn(isNew: known == nil, vault: site.path)
        let code = try site.run { store throws(StoreError) in
            try store.create(passphrase: passphrase, secondSecret: secondSecret, kdf: parameters)
        }
        try NewCode(
            path: site.path, vaultID: site.image().header.vaultID, facts: ["needsSecondSecret": .bool(secondSecret != nil)]
        )
        .render(code, json: output.json)
    }
}
