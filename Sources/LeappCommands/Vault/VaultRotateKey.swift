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
            With --remove-device a new passphrase is asked for, because the device knew the old one; what it has seen it keeps, and
            the printed commands make it useless at AWS.
            """)

    @Option(
        help: ArgumentHelp(
            "Remove this device from the vault, for good: its name, or its id or the beginning of it.", valueName: "device"))
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
        let device = try device(removeDevice, in: workspace, at: site.path)
        guard device.id.bytes != (try site.installationID()) else {
            throw CommandError.slotStays(
                "\(site.path): \(device.label) is this machine; remove it from another one, with `leapp vault rotate-key "
                    + "--remove-device \(device.id.hex)`")
        }
        for kept in change.slots.kept { change.replace(kept.slot) }
        try change.settleOthers(replacing: change.opener == nil ? 1 : 0)
        let new = try change.newPassphrase()
        if let opener = change.opener, opener.hasSamePassphrase(as: new) { throw CommandError.passphraseInUse(vault: site.path) }
        try change.requireNew(new)
        try await change.finish(adding: new, device: .remove(device.id), report: report)
    }

    private func device(_ name: String, in workspace: Workspace, at path: String) throws(CommandError) -> Device {
        let devices = workspace.devices
        var found = devices.filter { $0.label == name }
        if found.isEmpty { found = devices.filter { !name.isEmpty && $0.id.hex.hasPrefix(name.lowercased()) } }
        guard let device = found.first, found.count == 1 else {
            let listed = (found.isEmpty ? devices : found).map { "\($0.label) (\($0.id.hex))" }.joined(separator: ", ")
            throw .noSuchName(
                "\(path): \(found.isEmpty ? "no device is called" : "several devices are called") \(name); there are: \(listed)")
        }
        return device
    }
}
