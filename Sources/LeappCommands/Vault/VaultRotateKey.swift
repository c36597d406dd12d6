import ArgumentParser
import LeappEngine
import LeappMerge
import LeappVault
import LeappWorkspace

/// `leapp vault rotate-key`.
struct VaultRotateKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-key", abstract: "Give the vault a new key, and list the secrets that AWS should make anew.",
        discussion: """
            Examples:
              leapp vault rotate-key
              leapp vault rotate-key --remove-device old-laptop
            With --remove-device a new passphrase is asked for, because the device knew the old one, and other passphrases are lost,
            which --drop-passphrases has to say; what it has seen it keeps, and the printed commands make it useless at AWS.
            """)

    @Option(
        help: ArgumentHelp(
            "Remove this device from the vault, for good, by its label, its id, or the beginning of its id.", valueName: "device")
    )
    var removeDevice: String?

    @OptionGroup var options: KeyChangeOptions

    func validate() throws {
        guard removeDevice == nil || options.keepPassphraseFd.isEmpty else {
            throw ValidationError("--remove-device wants a new passphrase; none of before can be kept.")
        }
    }

    func run() async throws {
        var change = try KeyChange(options, replacing: removeDevice != nil)
        let site = change.site
        let opened = change.vault
        let workspace = try site.run { _ throws(StoreError) in Workspace(try opened.payload()) }
        let report = SecretsToRotate(secrets: workspace.heldSecrets, now: site.effects.now())
        guard let removeDevice else {
            let new = try change.settleAll()
            return try await change.finish(adding: new, report: report)
        }
        let device = try workspace.devices.device(named: removeDevice, at: site.path)
        guard device.id.bytes != (try site.installationID()) else {
            throw CommandError.slotStays(
                "\(site.path): \(device.label) is this machine; remove it from another one, with `leapp vault rotate-key "
                    + "--remove-device \(device.id.hex)`")
        }
        try change.settleReplacingOpener()
        let new = try change.newPassphrase()
        if let opener = change.opener, opener.hasSamePassphrase(as: new) { throw CommandError.passphraseInUse(vault: site.path) }
        try change.requireNew(new)
        try await change.finish(adding: new, device: .remove(device.id), report: report)
    }
}
