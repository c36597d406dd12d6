import ArgumentParser
import LeappBytes
import LeappEngine
import LeappVault
import LeappWorkspace

/// `leapp vault slots add`.
struct SlotsAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Let something more open the vault.",
        subcommands: [SlotsAddPassphrase.self, SlotsAddDevice.self])
}

/// `leapp vault slots add passphrase`.
struct SlotsAddPassphrase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passphrase", abstract: "Add a passphrase, four at most; those that there are stay, and are asked for.",
        discussion: """
            Examples:
              leapp vault slots add passphrase
              leapp vault slots add passphrase --passphrase-fd 3 --keep-passphrase-fd 4 --new-passphrase-fd 5
            """)

    @OptionGroup var options: KeyChangeOptions

    func run() async throws {
        var change = try KeyChange(options)
        let limit = VaultHeader.passphraseSlots
        guard change.slots.count < limit || options.dropPassphrases else {
            throw CommandError.store(.vault(.tooManyPassphrases(count: limit + 1)), path: change.site.path)
        }
        try change.settleOthers()
        try await change.finish(adding: change.newPassphrase())
    }
}

/// `leapp vault slots add device`.
struct SlotsAddDevice: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device", abstract: "Let a key that lies on this machine open the vault, for machines where nobody types.",
        discussion: """
            Example: leapp vault slots add device && leapp unlock --device-key
            It costs something: whoever gets at this machine's disk opens the vault without a passphrase, and whoever copies the
            vault today may open it once X25519 is broken. The key stays in leapp/device-keys in $XDG_STATE_HOME.
            """)

    @OptionGroup var options: KeyChangeOptions

    func run() async throws {
        var change = try KeyChange(options)
        let file = DeviceKeyFile(of: change.vault.vaultID, effects: change.site.effects)
        let names = try SlotNames(of: change.vault, change.site)
        let present = try change.site.run { _ throws(StoreError) in try file.publicKey() }
        if let present, let device = names.devices.first(where: { $0.value.publicKey == present }) {
            throw CommandError.slotStays(
                "\(change.site.path): this machine's key opens it already; `leapp vault slots remove "
                    + "\(device.key.bytes.hex)` takes that away")
        }
        let new = try change.settleAll()
        let key = try change.site.run { _ throws(StoreError) in try file.prepared() }
        try await change.finish(adding: new, device: .add(publicKey: key))
    }
}
