import ArgumentParser
import LeappBytes
import LeappEngine
import LeappVault
import LeappWorkspace

/// `leapp vault slots remove`.
struct SlotsRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Let a passphrase or a device open the vault no more.",
        discussion: """
            Examples:
              leapp vault slots remove 3f0c9a1be2d47788
              leapp vault slots remove 3f0c
            Copies of the vault elsewhere go on opening with it. `leapp vault rotate-key --remove-device` does more.
            """)

    @Argument(help: "The keyslot's id, or as much of its beginning as no other has.")
    var id: String

    @OptionGroup var options: KeyChangeOptions

    func validate() throws {
        guard !id.isEmpty, id.utf8.count <= 16, id.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
            throw ValidationError("'\(id)' is no keyslot's id: up to 16 hexadecimal digits, as `leapp vault slots` lists them.")
        }
    }

    func run() async throws {
        let site = try VaultSite(vault: options.access.vault.vault)
        let header = try site.image().header
        let slot = try slot(in: header, at: site.path)
        try SlotsRemove.check(slot, in: header, at: site.path)
        var change = try KeyChange(options)
        var device = DeviceChange.none
        var isOwn = false
        let file = DeviceKeyFile(of: header.vaultID, effects: site.effects)
        if case .passphrase = slot.kind { change.drop(slot) }
        if case .device = slot.kind {
            let names = try SlotNames(of: change.vault, site)
            if let known = names.devices[slot.id] {
                device = .removeKey(of: known.id)
                isOwn = try known.publicKey == site.run { _ throws(StoreError) in try file.publicKey() }
            } else if !names.unmatched.isEmpty {
                throw CommandError.slotStays(
                    "\(site.path): another program made keyslot \(slot.id.bytes.hex), and which device it belongs to cannot be "
                        + "told; remove the device with `leapp vault rotate-key --remove-device`")
            }
        }
        let new = try change.settleAll()
        try await change.finish(adding: new, device: device)
        if isOwn { try site.run { _ throws(StoreError) in try file.remove() } }
    }

    private func slot(in header: VaultHeader, at path: String) throws(CommandError) -> Slot {
        let found = header.slots.filter { $0.id.bytes.hex.hasPrefix(id.lowercased()) }
        guard let slot = found.first else {
            throw .noSuchName("\(path): no keyslot begins with \(id); `leapp vault slots` lists them")
        }
        guard found.count == 1 else {
            let names = found.map { "\($0.id.bytes.hex) (\($0.kind.name))" }.joined(separator: ", ")
            throw .noSuchName("\(path): several keyslots begin with \(id): \(names); give more of the id")
        }
        return slot
    }

    /// Refuses the slots that a vault cannot be without.
    private static func check(_ slot: Slot, in header: VaultHeader, at path: String) throws(CommandError) {
        switch slot.kind {
        case .recovery:
            throw .slotStays(
                "\(path): the recovery code cannot be removed; `leapp vault recovery` makes a new one, and the former opens no later file"
            )
        case .passphrase:
            let others = header.slots.contains { other in
                if case .passphrase = other.kind { other.id != slot.id } else { false }
            }
            guard others else { throw .slotStays(lastPassphrase(of: path)) }
        case .device, .external, .unknown: break
        }
    }

    /// Why the last passphrase stays, and what to do instead.
    static func lastPassphrase(of path: String) -> String {
        "\(path): the last passphrase cannot be removed; `leapp vault passphrase` changes it"
    }
}
