import LeappBytes
import LeappCrypto
import LeappFiles
import LeappFilesTesting
import LeappMerge
import LeappVault
import LeappWorkspace
import Synchronization

@testable import LeappEngine

/// A vault's folder and the machines that use it, each with local state of its own.
final class StoreHome: Sendable {
    let directory: TemporaryDirectory
    private let time = Mutex<Int64>(1_800_000_000_000)
    static let cheap = KDFParameters(memory: 1024, passes: 1)

    init() throws { directory = try TemporaryDirectory() }

    var vault: String { directory("data/vault.lpv") }

    /// The effects of one machine; its clock goes on by a second at each look.
    func effects(_ machine: String = "a", disk: any FileSystem = POSIXFileSystem(), skew: Int64 = 0) throws -> Effects {
        let environment = [
            "HOME": directory.path, "XDG_STATE_HOME": directory("state-\(machine)"), "LEAPP_VAULT": vault,
            "XDG_RUNTIME_DIR": directory("run-\(machine)"),
        ]
        let places = try Places(
            environment: environment, userID: try POSIXFileSystem().metadata(at: directory.path, followingLinks: true)!.userID)
        let now: @Sendable () -> Int64 = { [self] in
            time.withLock { time in
                time += 1000
                return time + skew
            }
        }
        return Effects(
            now: now, bootTime: now, places: places, disk: disk, wait: .upTo(milliseconds: 20_000), processID: 1,
            isMemoryLocked: false, hostName: "host-\(machine)")
    }

    func store(
        _ machine: String = "a", disk: any FileSystem = POSIXFileSystem(), skew: Int64 = 0, schemas: SchemaTable = .released
    ) throws -> VaultStore {
        VaultStore(path: vault, effects: try effects(machine, disk: disk, skew: skew), schemas: schemas)
    }

    /// A new vault that opens with "first", and its recovery code.
    @discardableResult
    func create() throws -> Secret {
        try store().create(passphrase: StoreHome.passphrase("first"), kdf: StoreHome.cheap).text()
    }

    @discardableResult
    func open(
        _ machine: String = "a", _ passphrase: String = "first", generation: KeyID? = nil, skew: Int64 = 0,
        schemas: SchemaTable = .released
    ) throws -> OpenVault {
        try store(machine, skew: skew, schemas: schemas).open(
            with: .passphrase(StoreHome.passphrase(passphrase)), generation: generation)
    }

    func read(_ path: String) throws -> [UInt8] { try POSIXFileSystem().readFile(path, limit: 1 << 28) }
    func bytes() throws -> [UInt8] { try read(vault) }

    /// Writes the vault's file as a folder tool does, without a lock.
    func overwrite(_ bytes: [UInt8]) { directory.write(bytes, to: "data/vault.lpv") }

    func backups(_ machine: String = "a") throws -> [String] {
        let folder = try effects(machine).places.backups
        return try POSIXFileSystem().names(in: folder).flatMap { vault in
            try POSIXFileSystem().names(in: FilePath.join(folder, vault)).map { FilePath.join(FilePath.join(folder, vault), $0) }
        }.sorted()
    }

    /// A new generation that these passphrases open.
    static func rotation(
        _ texts: String..., device: DeviceChange = .none, keepsBackups: Bool = false
    ) throws -> KeyRotation {
        KeyRotation(
            passphrases: try texts.map { PassphraseSecret(try passphrase($0)) }, kdf: cheap, device: device,
            keepsBackups: keepsBackups)
    }

    static func passphrase(_ text: String) throws -> Passphrase {
        let bytes = Array(text.utf8)
        return try Passphrase(bytes.rawSpan)
    }
}

extension StoreHome {
    /// What a guess costs, passphrase by passphrase.
    func costs() throws -> [KDFParameters] {
        try store().image().header.slots.compactMap { if case .passphrase(let kdf, _, _) = $0.kind { kdf } else { nil } }
    }

    /// The key file of a machine.
    func deviceKey(_ machine: String) throws -> DeviceKeyFile {
        DeviceKeyFile(of: try store(machine).image().header.vaultID, effects: try effects(machine))
    }

    /// Lets a machine's key open the vault, which "first" opens.
    func addDevice(_ machine: String) throws {
        let key = try deviceKey(machine).prepared()
        _ = try store(machine).rotate(
            with: .passphrase(StoreHome.passphrase("first")), StoreHome.rotation("first", device: .add(publicKey: key)),
            generation: store().image().header.keyID)
    }

    @discardableResult
    func openByDevice(_ machine: String) throws -> OpenVault { try store(machine).open(with: .device(deviceKey(machine))) }
}

extension OpenVault {
    /// The device of this name; nil where there is none, or where it was removed.
    func device(called label: String) throws -> Device? { Workspace(try payload()).devices.first { $0.label == label } }
}

/// Record number `number`.
func record(_ number: Int) -> RecordID { RecordID(bytes: [UInt8](repeating: 0, count: 12) + UInt32(number).bigEndianBytes)! }

extension OpenVault {
    /// Writes a number into a record of its own.
    func write(_ number: Int, value: UInt8 = 1) throws {
        try edit { _ in
            var edit = Edit()
            edit.write(record(number), kind: "k", field: "a", value: SecretSlice(copying: [value & 15].rawSpan))
            return edit
        }
    }

    /// Which records of ``write(_:value:)`` there are.
    func numbers() throws -> [Int] {
        try payload().records.filter { $0.kind == "k" }.map { record in record.id.bytes.suffix(4).reduce(0) { $0 << 8 | Int($1) }
        }
    }
}
