import LeappCrypto
import LeappFiles
import LeappMerge
import LeappState
public import LeappVault

/// The vault at one path: making it, looking at it, opening it, changing its key.
public struct VaultStore: Sendable {
    /// The path as given; links are followed.
    public let path: String
    let effects: Effects

    /// The vault at `path`, which need not exist.
    public init(path: String, effects: Effects) {
        self.path = path
        self.effects = effects
    }

    /// Makes a new, empty vault and returns its recovery code, which is nowhere else; a file that exists is never replaced.
    public func create(passphrase: borrowing Passphrase, kdf: KDFParameters) throws(StoreError) -> RecoveryCode {
        try StoreError.files { () throws(FileError) in try effects.disk.createDirectories(FilePath.parent(of: path)) }
        let location = try VaultLocation(path, effects: effects)
        return try location.locked { () throws(StoreError) in
            guard try location.version() == nil else { throw .exists(path: path) }
            let made = try StoreError.vault { () throws(VaultError) in
                try KeyGeneration.create(
                    vaultID: VaultID(effects.randomness), passphrase: passphrase, kdf: kdf, randomness: effects.randomness)
            }
            try write(made.generation, to: location)
            return made.takeRecoveryCode()
        }
    }

    private func write(_ generation: KeyGeneration, to location: VaultLocation) throws(StoreError) {
        let payload = Payload(writer: try location.mintReplica(in: generation.vaultID))
        // A path that held another vault is anybody's until the new one is there.
        try StoreError.state { () throws(StateError) in try location.state.setVaultID(nil, at: location.path) }
        do throws(StoreError) {
            _ = try location.commit(payload, sealedBy: generation, replacing: nil, seen: VersionVector())
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

    /// Opens the vault.
    ///
    /// A key generation that this machine does not know is refused until it is named in `generation`; `allowingCostlyKDF` lifts
    /// the bound of Argon2id's memory times passes.
    public func open(
        with unlocker: borrowing Unlocker, generation: KeyID? = nil, allowingCostlyKDF: Bool = false
    ) throws(StoreError) -> OpenVault {
        let location = try VaultLocation(path, effects: effects)
        let file = try location.read()
        let key = try self.key(of: file, unlocker, allowingCostlyKDF: allowingCostlyKDF)
        let acceptance = try location.accept(file, key: key, generation: generation)
        let vault = OpenVault(file, at: location, key: key, acceptance: acceptance)
        if acceptance.needsWriting { try vault.restore() }
        return vault
    }

    func key(
        of file: VaultFile, _ unlocker: borrowing Unlocker, allowingCostlyKDF: Bool
    ) throws(StoreError) -> DataKey {
        let key = try StoreError.vault { () throws(VaultError) in
            try unlocker.dataKey(of: file.image, allowingCostlyKDF: allowingCostlyKDF)
        }
        guard key.keyID == file.image.header.keyID else { throw .foreignKey(path: path, found: file.image.header.keyID) }
        return key
    }
}
