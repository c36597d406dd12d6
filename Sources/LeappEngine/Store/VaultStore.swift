import LeappCrypto
import LeappFiles
public import LeappMerge
import LeappState
public import LeappVault

/// The vault at one path: making it, looking at it, opening it, changing its key.
public struct VaultStore: Sendable {
    /// The path as given; links are followed.
    public let path: String
    let effects: Effects
    let schemas: SchemaTable

    /// The vault at `path`, which need not exist, for a program that knows `schemas`.
    public init(path: String, effects: Effects, schemas: SchemaTable = .released) {
        self.path = path
        self.effects = effects
        self.schemas = schemas
    }

    /// Makes a new, empty vault and returns its recovery code, which is nowhere else; a file that exists is never replaced.
    public func create(
        passphrase: borrowing Passphrase, secondSecret: SecondSecret? = nil, kdf: KDFParameters
    ) throws(StoreError) -> RecoveryCode {
        let secret = PassphraseSecret(passphrase, secondSecret: secondSecret?.bytes)
        try StoreError.files { () throws(FileError) in try effects.disk.createDirectories(FilePath.parent(of: path)) }
        let location = try self.location()
        return try location.locked { () throws(StoreError) in
            guard try location.version() == nil else { throw .exists(path: path) }
            let made = try StoreError.vault { () throws(VaultError) in
                try KeyGeneration.create(
                    vaultID: VaultID(effects.randomness), for: Recipients(passphrases: [secret], kdf: kdf),
                    randomness: effects.randomness)
            }
            try write(made.generation, to: location)
            return made.takeRecoveryCode()
        }
    }

    private func write(_ generation: KeyGeneration, to location: VaultLocation) throws(StoreError) {
        let empty = Payload(writer: try location.mintReplica(in: generation.vaultID), schemas: schemas)
        let payload = try location.publishing(in: empty, seen: empty.versions, writer: empty.writer)
        // A path that held another vault is anybody's until the new one is there.
        try StoreError.state { () throws(StateError) in try location.state.setVaultID(nil, at: location.path) }
        do throws(StoreError) {
            _ = try location.commit(EncodedState(payload), sealedBy: generation, replacing: nil, seen: VersionVector())
        } catch {
            guard case .file(.changedMeanwhile) = error else { throw error }
            throw .exists(path: path)
        }
        try StoreError.state { () throws(StateError) in
            try location.state.setVaultID(generation.vaultID.bytes, at: location.path)
        }
    }

    /// The file's header, which needs no passphrase; nothing of it is authenticated.
    public func image() throws(StoreError) -> VaultImage {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try effects.disk.readFile(path, limit: VaultImage.maximumSize)
        } catch {
            throw error.isMissing ? .noVault(path: path) : .file(error)
        }
        return try StoreError.vault { () throws(VaultError) in try VaultImage(parsing: bytes) }
    }

    /// The header of the vault that is about to be opened: another vault than this machine knows at the path is refused before
    /// anybody is asked for a secret (spec/format.md section 9).
    public func expectedImage() throws(StoreError) -> VaultImage {
        let image = try image()
        try location().checkVault(image.header.vaultID)
        return image
    }

    /// Opens the vault.
    ///
    /// A key generation that this machine does not know is refused until it is named in `generation`; `allowingCostlyKDF` lifts
    /// the bound of Argon2id's memory times passes.
    public func open(
        with unlocker: borrowing Unlocker, generation: KeyID? = nil, allowingCostlyKDF: Bool = false
    ) throws(StoreError) -> OpenVault {
        let location = try self.location()
        let read = try location.read()
        let (key, slot) = try self.key(of: read, at: location, unlocker, allowingCostlyKDF: allowingCostlyKDF)
        let (file, acceptance) = try location.judged(read, key: key, generation: generation)
        let vault = OpenVault(file, at: location, key: key, slot: slot, acceptance: acceptance)
        if acceptance.needsWriting { try vault.restore() }
        return vault
    }

    /// Where the vault lies, links followed.
    func location() throws(StoreError) -> VaultLocation {
        try VaultLocation(path, effects: effects, schemas: schemas)
    }

    /// The data key of a file, and the passphrase slot that it was in.
    func key(
        of file: VaultFile, at location: VaultLocation, _ unlocker: borrowing Unlocker, allowingCostlyKDF: Bool
    ) throws(StoreError) -> (key: DataKey, slot: SlotID?) {
        try location.checkVault(file.image.header.vaultID)
        let found = try unlocker.unlock(file.image, at: location, allowingCostlyKDF: allowingCostlyKDF)
        guard found.key.keyID == file.image.header.keyID else {
            throw .foreignKey(path: path, found: file.image.header.keyID)
        }
        return found
    }
}
