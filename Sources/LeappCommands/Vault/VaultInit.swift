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
        let passphrase = try Unlocking.newPassphrase(
            for: site.path, descriptor: new.newPassphraseFd, fallback: access.passphrase, sources: .all(surroundings))
        let code = try site.run { store throws(StoreError) in try store.create(passphrase: passphrase, kdf: parameters) }
        try NewCode(path: site.path, vaultID: try site.image().header.vaultID).render(code, json: output.json)
    }
}
