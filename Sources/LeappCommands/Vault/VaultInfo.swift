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
        try VaultInfoResult(path: site.path, image: site.image()).render(json: output.json)
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
        for (name, text) in facts + header.slots.map({ ("slot", "\($0.kind.name) \($0.id.bytes.hex)\($0.kind.cost)") }) {
            try surroundings.output.line(DisplayWidth.printable("\(name): \(text)"))
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

extension Slot {
    /// The JSON that scripts read.
    fileprivate var value: JSON {
        var fields: [String: JSON] = [
            "id": .text(id.bytes.hex), "type": .integer(Int64(kind.type)), "kind": .text(kind.name),
        ]
        switch kind {
        case .passphrase(let kdf, _, let needsSecondSecret):
            fields["kdf"] = .object([
                "name": .text("argon2id"), "memoryKiB": .integer(Int64(kdf.memory)), "passes": .integer(Int64(kdf.passes)),
            ])
            fields["needsSecondSecret"] = .bool(needsSecondSecret)
        case .external(let provider, _): fields["provider"] = .text(provider)
        case .recovery, .device, .unknown: break
        }
        return .object(fields)
    }
}

extension SlotKind {
    /// The kind in one word.
    fileprivate var name: String {
        switch self {
        case .passphrase: "passphrase"
        case .recovery: "recovery"
        case .device: "device"
        case .external: "external"
        case .unknown: "unknown"
        }
    }

    /// What opening it costs, to be appended to its name.
    fileprivate var cost: String {
        switch self {
        case .passphrase(let kdf, _, _): ", Argon2id \(kdf.memory / 1024) MiB, \(kdf.passes) passes"
        case .external(let provider, _): ", \(provider)"
        case .recovery, .device, .unknown: ""
        }
    }
}
