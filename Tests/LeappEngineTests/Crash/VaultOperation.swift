import LeappCrypto
import LeappEngine
import LeappFiles
import LeappFilesTesting
import LeappMerge
import LeappVault
import LeappWorkspace
import Testing

@testable import LeappEngine

/// One way in which the vault's file is replaced: a row of the crash matrix. An operation that is new gets a row in ``all``.
struct VaultOperation: Sendable, CustomTestStringConvertible {
    /// What a vault holds, and what opens it.
    struct Content: Equatable, Sendable {
        var passphrase = "first"
        var numbers: [Int]
        var schema: Int64 = 1
        /// A passphrase beside the first.
        var second: String?
        /// Whether the machine's own key opens it.
        var hasDeviceKey = false
        /// The names of the roles behind a portal.
        var roles: [String] = []

        var passphrases: [String] { [passphrase] + (second.map { [$0] } ?? []) }
    }

    let name: String
    /// The vault before; nil where there is none.
    let before: Content?
    /// The vault after it.
    let after: Content
    /// Whether the next opening may say that the file is older than what was seen.
    var isRollback = false
    /// Whether the next opening may say that nothing is known of the vault.
    var isUnknown = false
    /// How many replicas have written to the vault when one more edit has been made.
    var replicas = 1
    /// What the program knows that looks at what was left.
    var schemas = SchemaTable.released
    /// Whether backups that the passphrase of before opens go.
    var endsBackups = false
    /// Makes the home as it is before.
    let prepare: @Sendable (SimulatedHome) throws -> Void
    /// The operation.
    let act: @Sendable (VaultStore) throws -> Void

    var testDescription: String { name }

    static let all: [VaultOperation] = [
        VaultOperation(name: "create", before: nil, after: Content(numbers: [])) { _ in
        } act: {
            try $0.create()
        },
        VaultOperation(name: "first edit", before: Content(numbers: []), after: Content(numbers: [1])) { home in
            try home.store().create()
        } act: {
            try $0.opened().write(1)
        },
        VaultOperation(name: "edit", before: Content(numbers: [1]), after: Content(numbers: [1, 2])) { home in
            try home.filled([1])
        } act: {
            try $0.opened().write(2)
        },
        VaultOperation(
            name: "edit that drops a backup", before: Content(numbers: [1, 2, 3, 4, 5, 6, 7]),
            after: Content(numbers: [1, 2, 3, 4, 5, 6, 7, 8])
        ) { home in
            try home.filled([1, 2, 3, 4, 5, 6, 7])
        } act: {
            try $0.opened().write(8)
        },
        VaultOperation(
            name: "edit where the local state was lost", before: Content(numbers: [1]), after: Content(numbers: [1, 2]),
            isUnknown: true, replicas: 2
        ) { home in
            try home.filled([1])
            try home.loseState()
        } act: {
            try $0.opened().write(2)
        },
        VaultOperation(
            name: "what the sync of a portal found", before: Content(numbers: [1], roles: ["gone"]),
            after: Content(numbers: [1], roles: ["acme-admin", "acme-read", "gone"])
        ) { home in
            try home.filledWithPortal([1])
        } act: {
            try $0.opened().takeOffer()
        },
        VaultOperation(
            name: "change of passphrase", before: Content(numbers: [1, 2]),
            after: Content(passphrase: "second", numbers: [1, 2]),
            endsBackups: true
        ) { home in
            try home.filled([1, 2])
        } act: {
            try $0.rotated(to: "second")
        },
        VaultOperation(
            name: "change of passphrase that keeps backups", before: Content(numbers: [1, 2]),
            after: Content(passphrase: "second", numbers: [1, 2])
        ) { home in
            try home.filled([1, 2])
        } act: {
            try $0.rotated(to: "second", keepBackups: true)
        },
        VaultOperation(
            name: "new recovery code", before: Content(numbers: [1]), after: Content(numbers: [1]), endsBackups: true
        ) { home in
            try home.filled([1])
        } act: {
            try $0.rotated(to: "first")
        },
        VaultOperation(
            name: "adding a passphrase's slot", before: Content(numbers: [1]),
            after: Content(numbers: [1], second: "second"), endsBackups: true
        ) { home in
            try home.filled([1])
        } act: {
            try $0.rotated(to: "first", "second")
        },
        VaultOperation(
            name: "removing a passphrase's slot", before: Content(numbers: [1], second: "second"),
            after: Content(numbers: [1]), endsBackups: true
        ) { home in
            try home.filled([1])
            try home.store().rotated(to: "first", "second")
        } act: {
            try $0.rotated(to: "first")
        },
        VaultOperation(
            name: "adding the slot of this device", before: Content(numbers: [1]),
            after: Content(numbers: [1], hasDeviceKey: true), endsBackups: true
        ) { home in
            try home.filled([1])
        } act: {
            try $0.addDeviceSlot()
        },
        VaultOperation(
            name: "removing the slot of this device", before: Content(numbers: [1], hasDeviceKey: true),
            after: Content(numbers: [1]), endsBackups: true
        ) { home in
            try home.filled([1])
            try home.store().addDeviceSlot()
        } act: {
            try $0.removeDeviceSlot()
        },
        VaultOperation(
            name: "opening that writes back what a rollback lost", before: Content(numbers: [1, 2]),
            after: Content(numbers: [1, 2]), isRollback: true
        ) { home in
            try home.rolledBack(to: [1], from: 2)
        } act: {
            _ = try $0.opened()
        },
        VaultOperation(
            name: "edit on a rolled back file", before: Content(numbers: [1, 2]), after: Content(numbers: [1, 2, 3]),
            isRollback: true
        ) { home in
            let open = try home.filledAndOpen([1])
            let old = home.disk.content(of: home.places.vault)
            try open.write(2)
            home.disk.put(old ?? [], at: home.places.vault)
        } act: {
            try $0.opened().write(3)
        },
        VaultOperation(
            name: "upgrade to another schema", before: Content(numbers: [1]), after: Content(numbers: [1], schema: 2),
            schemas: MadeUpSchema.table()
        ) { home in
            try home.filled([1])
        } act: { store in
            let store = VaultStore(path: store.path, effects: store.effects, schemas: MadeUpSchema.table())
            _ = try store.upgrade(with: .passphrase(StoreHome.passphrase("first")))
        },
        VaultOperation(
            name: "opening that ends a change of passphrase", before: Content(passphrase: "second", numbers: [1, 2]),
            after: Content(passphrase: "second", numbers: [1, 2]), endsBackups: true
        ) { home in
            try home.rotatedAndCut()
        } act: {
            _ = try $0.opened("second")
        },
    ]
}

extension SimulatedHome {
    func store(on disk: (any FileSystem)? = nil, schemas: SchemaTable = .released) -> VaultStore {
        VaultStore(path: places.vault, effects: effects(on: disk), schemas: schemas)
    }

    /// A vault with these numbers, each written by an edit of its own.
    @discardableResult
    func filledAndOpen(_ numbers: [Int]) throws -> OpenVault {
        try store().create()
        let vault = try store().opened()
        for number in numbers { try vault.write(number) }
        return vault
    }

    func filled(_ numbers: [Int]) throws { try filledAndOpen(numbers) }

    /// Puts the file of `numbers` back after one more was written.
    func rolledBack(to numbers: [Int], from next: Int) throws {
        let vault = try filledAndOpen(numbers)
        let old = disk.content(of: places.vault)
        try vault.write(next)
        disk.put(old ?? [], at: places.vault)
    }

    /// Makes the local database anew, as after its loss.
    func loseState() throws {
        try restore(state().withoutDatabase)
    }

    /// A change of passphrase that ended right after the new file was in place.
    func rotatedAndCut() throws {
        try filled([1, 2])
        let files = PowerFailures(disk, database: places.database, watching: [places.vault])
        let before = disk.content(of: places.vault)
        let failure = files.run { disk in try store(on: disk).rotated(to: "second") }.failure
        #expect(failure == nil)
        // The first of the states with the new file: nothing after the rename has happened.
        let cut = try #require(files.remains.first { $0.disk.content(of: places.vault) != before })
        try restore(cut)
    }
}

extension VaultStore {
    func create() throws { _ = try create(passphrase: StoreHome.passphrase("first"), kdf: StoreHome.cheap) }

    func opened(_ passphrase: String = "first") throws -> OpenVault {
        try open(with: .passphrase(StoreHome.passphrase(passphrase)))
    }

    func rotated(to passphrases: String..., device: DeviceChange = .none, keepBackups: Bool = false) throws {
        _ = try rotate(
            with: .passphrase(StoreHome.passphrase("first")),
            KeyRotation(
                passphrases: passphrases.map { PassphraseSecret(try StoreHome.passphrase($0)) }, kdf: StoreHome.cheap,
                device: device, keepsBackups: keepBackups))
    }

    /// This installation's key for the vault.
    func deviceKey() throws -> DeviceKeyFile { DeviceKeyFile(of: try image().header.vaultID, effects: effects) }

    /// As `leapp vault slots add device`: the key is made durable, then the vault gets its slot.
    func addDeviceSlot() throws { try rotated(to: "first", device: .add(publicKey: deviceKey().prepared())) }

    /// As `leapp vault slots remove` of this device: the slot goes, then the key.
    func removeDeviceSlot() throws {
        let vault = try opened()
        let id = try vault.location.device(writingAs: vault.payload().writer).id
        try rotated(to: "first", device: .removeKey(of: id))
        try deviceKey().remove()
    }
}
