import ArgumentParser
import LeappBytes
import LeappEngine
import LeappVault
import LeappWorkspace

/// `leapp vault slots list`.
struct SlotsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the keyslots; asks for nothing, unless --names wants to know whose they are.",
        discussion: """
            Examples:
              leapp vault slots --json
              leapp vault slots list --names
            """)

    @Flag(help: "Open the vault, and name the devices that have a keyslot.")
    var names = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    func run() throws {
        let site = try VaultSite(vault: access.vault.vault)
        let image = try names ? site.image() : site.shownImage()
        var labels: [SlotID: String]?
        if names {
            labels = try SlotNames(of: site.open(access, showing: image), site).labels
        }
        try SlotListing(path: site.path, header: image.header, labels: labels).render(json: output.json)
    }
}

/// Whose the device slots of a vault are.
struct SlotNames {
    /// The devices' labels by their slots.
    let labels: [SlotID: String]
    /// The devices by their slots.
    let devices: [SlotID: Device]
    /// The devices that have a key, and no slot that is named after it.
    let unmatched: [Device]

    /// Reads an opened vault.
    init(of vault: OpenVault, _ site: VaultSite) throws(CommandError) {
        let workspace = try site.run { _ throws(StoreError) in Workspace(try vault.payload()) }
        let present = Set(vault.image.header.slots.map(\.id))
        var devices: [SlotID: Device] = [:]
        var unmatched: [Device] = []
        for device in workspace.devices {
            guard let key = device.publicKey else { continue }
            let id = vault.key.slotID(ofDevice: key)
            if present.contains(id) { devices[id] = device } else { unmatched.append(device) }
        }
        self.devices = devices
        self.unmatched = unmatched
        labels = devices.mapValues(\.label)
    }
}

/// What `vault slots` says.
struct SlotListing: Sendable {
    let path: String
    let header: VaultHeader
    /// The devices' labels; nil where the vault was not opened.
    let labels: [SlotID: String]?

    /// Prints it.
    func render(json: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        guard !json else { return try surroundings.output.json(value) }
        try surroundings.print(table)
    }

    /// The JSON that scripts read.
    var value: JSON {
        .object([
            "version": .integer(1), "path": .text(path), "vaultId": .text(header.vaultID.bytes.hex),
            "keyId": .text(header.keyID.bytes.hex),
            "slots": .list(
                header.slots.map { slot in
                    guard case .object(var fields) = slot.value else { return slot.value }
                    if let labels { fields["device"] = .text(labels[slot.id]) }
                    return .object(fields)
                }),
        ])
    }

    /// What people read.
    var table: Table {
        Table(
            columns: [.init("ID"), .init("KIND"), .init("WHAT", least: 10)],
            rows: header.slots.map { slot in
                [
                    slot.id.bytes.hex, slot.kind.name,
                    [labels?[slot.id], slot.kind.detail].compactMap(\.self).joined(separator: ", "),
                ]
            })
    }
}
