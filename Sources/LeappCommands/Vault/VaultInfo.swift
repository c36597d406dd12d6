import ArgumentParser
import LeappBytes
import LeappVault

/// `leapp vault info`.
struct VaultInfo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Show what a vault's header says; needs no passphrase.",
        discussion: "Example: leapp vault info ~/Downloads/vault.lpv")

    @Argument(help: "The vault file; else the one of --vault.", completion: .file(extensions: ["lpv"]))
    var file: String?

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Vault") var vault: VaultOptions
    // Taken by every command on the vault; there is nothing to open here.
    @OptionGroup(visibility: .hidden) var passphrase: PassphraseOptions

    func run() throws {
        let site = try VaultSite(vault: file ?? vault.vault)
        try VaultInfoResult(path: site.path, image: site.shownImage()).render(json: output.json)
    }
}

/// What `vault info` says.
struct VaultInfoResult: Sendable {
    let path: String
    let image: VaultImage

    private var header: VaultHeader { image.header }

    /// Prints it.
    func render(json: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        guard !json else { return try surroundings.output.json(value) }
        let facts = [
            ("vault", path), ("format", "1.\(header.minor)"), ("vault id", header.vaultID.bytes.hex),
            ("key id", header.keyID.bytes.hex),
            ("size", "\(image.bytes.count) bytes, room for \(header.paddedLength)"),
        ]
        let slots = header.slots.map { slot in
            ("slot", "\(slot.kind.name) \(slot.id.bytes.hex)" + (slot.kind.detail.map { ", \($0)" } ?? ""))
        }
        for (name, text) in facts + slots {
            try surroundings.output.line("\(name): \(text)")
        }
    }

    /// The JSON that scripts read.
    var value: JSON {
        .object([
            "version": .integer(1), "path": .text(path), "format": .text("1.\(header.minor)"),
            "vaultId": .text(header.vaultID.bytes.hex), "keyId": .text(header.keyID.bytes.hex),
            "size": .integer(Int64(image.bytes.count)), "paddedLength": .integer(Int64(header.paddedLength)),
            "slots": .list(header.slots.map { $0.value }),
        ])
    }
}
