public import LeappFiles
public import LeappMerge
public import LeappState
public import LeappVault

/// Why the vault could not be read, opened or written.
public enum StoreError: Error, Equatable, Sendable {
    /// There is no vault at this path.
    case noVault(path: String)
    /// There is something at the path already; a new vault never takes its place.
    case exists(path: String)
    /// A file operation failed.
    case file(FileError)
    /// The machine-local database failed.
    case state(StateError)
    /// The file is no vault that opens.
    case vault(VaultError)
    /// The file was opened, and what it holds is not lawful, or an edit of it was refused.
    case payload(PayloadError)
    /// The path held the vault `expected` before.
    case wrongVault(path: String, expected: VaultID, found: VaultID)
    /// Somebody rotated the key on another machine: the file is of a generation that follows the pinned one, written by
    /// `writer` at `time` (milliseconds since 1970). It is accepted by naming `found`.
    case newGeneration(path: String, pinned: KeyID, found: KeyID, writer: ReplicaID, time: Int64)
    /// The file is of a generation that does not follow the pinned one: an older copy, or two machines rotated apart. It is
    /// accepted by naming `found`.
    case forkedKey(path: String, pinned: KeyID, found: KeyID)
    /// The file is sealed with the key that this machine knows, but has other keyslots or other former keys than all files of
    /// that key have: somebody who has the data key made it. This machine's copies are in the folder `backups`.
    case alteredGeneration(path: String, backups: String)
    /// The vault is open under one key, and the file is sealed under another by now: it must be unlocked anew.
    case foreignKey(path: String, found: KeyID)
    /// This machine has no device key for the vault; it would be at `path`.
    case noDeviceKey(path: String)
    /// What lies at `path` is no device key, or others may read it.
    case badDeviceKey(path: String)
    /// This installation was removed from the vault, for good.
    case deviceRemoved
    /// Other programs changed the file again and again while it was to be written.
    case contended(path: String)

    /// The class of spec/format.md section 9; nil for what is not about the vault's content.
    public var errorClass: VaultErrorClass? {
        switch self {
        case .noVault, .exists, .file, .state, .noDeviceKey, .badDeviceKey, .deviceRemoved, .contended: nil
        case .vault(let error): error.errorClass
        case .payload(let error): VaultErrorClass(rawValue: error.errorClass.rawValue)
        case .wrongVault: .wrongVault
        case .alteredGeneration: .badPayload
        case .newGeneration, .forkedKey, .foreignKey: .forkedKey
        }
    }
}

extension StoreError {
    static func files<Value: ~Copyable>(_ body: () throws(FileError) -> Value) throws(StoreError) -> Value {
        do throws(FileError) { return try body() } catch { throw .file(error) }
    }

    static func state<Value>(_ body: () throws(StateError) -> Value) throws(StoreError) -> Value {
        do throws(StateError) { return try body() } catch { throw .state(error) }
    }

    static func vault<Value: ~Copyable>(_ body: () throws(VaultError) -> Value) throws(StoreError) -> Value {
        do throws(VaultError) { return try body() } catch { throw .vault(error) }
    }

    static func payload<Value>(_ body: () throws(PayloadError) -> Value) throws(StoreError) -> Value {
        do throws(PayloadError) { return try body() } catch { throw .payload(error) }
    }
}

/// What is to be said about a vault that opens all the same.
public enum StoreWarning: Hashable, Sendable {
    /// The file is older than what the location showed before; it was merged with `recoveredBackups` backups, and `isComplete`
    /// says whether everything seen before is there again.
    case rollback(location: String, recoveredBackups: Int, isComplete: Bool)
    /// Nothing is known of this vault on this machine: a first opening, or the local state was lost.
    case noPin(location: String)
    /// What the local state says of this vault was not written under its key; it was begun anew.
    case pinForged(location: String)
    /// Another copy of this installation wrote to the vault; this one goes on under a new replica id.
    case replicaCopied
    /// Argon2id is cheaper than new vaults have it; a change of passphrase makes it stronger.
    case weakKDF(KDFParameters)
    /// A stamp lies more than 100 years ahead of this machine's clock.
    case farFuture(milliseconds: Int64)
    /// The vault may only be read by this program: it needs schema `minimum` to be written.
    case readOnly(minimum: Int64)
}
