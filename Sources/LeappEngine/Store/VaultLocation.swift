import LeappBytes
import LeappCrypto
import LeappFiles
import LeappMerge
import LeappState
import LeappVault

/// A vault file as it was read.
struct VaultFile: Sendable {
    let image: VaultImage
    let version: FileVersion
}

/// One place where a vault lies, with what this machine knows of it.
///
/// Reading needs no lock, because the file is only ever replaced as a whole; whoever writes is inside ``locked(_:)`` from the
/// reading of the old file to the end of ``commit(_:sealedBy:replacing:seen:endingGeneration:)``.
struct VaultLocation: Sendable {
    /// The real path of the file, links followed.
    let path: String
    let effects: Effects
    let state: StateDatabase

    /// Finds the real place of `path`, whose folder must exist.
    init(_ path: String, effects: Effects) throws(StoreError) {
        do throws(FileError) {
            self.path = try effects.disk.resolved(path)
        } catch {
            throw error.isMissing ? .noVault(path: path) : .file(error)
        }
        self.effects = effects
        state = try effects.openState()
    }

    /// Runs `body` while this process holds the vault's lock.
    func locked<Value: ~Copyable>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value {
        let lock: FileLock
        do throws(FileError) {
            lock = try FileLock(path + ".lock", on: effects.disk, wait: effects.wait)
        } catch {
            throw .file(error)
        }
        return try VaultLocation.holding(lock, body)
    }

    /// A borrowed lock lives until the call returns.
    private static func holding<Value: ~Copyable>(
        _ lock: borrowing FileLock, _ body: () throws(StoreError) -> Value
    ) throws(StoreError) -> Value { try body() }

    /// What tells a changed file without reading it; nil where there is none.
    func version() throws(StoreError) -> FileVersion? {
        try StoreError.files { () throws(FileError) in try effects.disk.metadata(at: path, followingLinks: false)?.version }
    }

    func read() throws(StoreError) -> VaultFile {
        let (bytes, metadata): ([UInt8], FileMetadata)
        do throws(FileError) {
            (bytes, metadata) = try effects.disk.readVersioned(path, limit: VaultImage.maximumSize)
        } catch {
            throw error.isMissing ? .noVault(path: path) : .file(error)
        }
        let image = try StoreError.vault { () throws(VaultError) in try VaultImage(parsing: bytes) }
        return VaultFile(image: image, version: metadata.version)
    }

    /// Seals a payload and puts it in the old file's place (nil: where there is none), so that a crash at any point leaves the
    /// old vault or the new one and a local state that accepts it. `seen` is what the location showed before.
    ///
    /// With `endingGeneration` the backups of before go too, which the former secrets open. The pin moves last: as long as it
    /// has not, the next opening finds the write that was intended and ends what is left to do.
    func commit(
        _ payload: Payload, sealedBy generation: KeyGeneration, replacing old: VaultFile?, seen: VersionVector,
        endingGeneration: Bool = false
    ) throws(StoreError) -> (file: VaultFile, removedBackups: Int) {
        let bytes = try StoreError.vault { () throws(VaultError) in
            try generation.seal(payload: payload.encoded().bytes, randomness: effects.randomness)
        }
        let image = try StoreError.vault { () throws(VaultError) in try VaultImage(parsing: bytes) }
        let backups = Backups(of: generation.vaultID, effects: effects)
        if let old {
            try StoreError.files { () throws(FileError) in
                try backups.keep(old.image)
                try backups.keep(image)
            }
        }
        let pin = VaultPin(
            vaultID: generation.vaultID, location: path, keyID: generation.dataKey.keyID,
            versions: seen.merged(with: payload.versions))
        try StoreError.state { () throws(StateError) in
            try state.setIntendedWrite(
                IntendedWrite(
                    vaultID: generation.vaultID.bytes, location: path, versionVector: pin.encodedVersions, mark: image.headerMAC))
        }
        try StoreError.files { () throws(FileError) in
            let file = DurableFile(path, on: effects.disk, randomness: effects.randomness)
            try file.replace(with: bytes.rawSpan, mode: .exactly(0o600), expecting: .version(old?.version))
        }
        guard let version = try version() else { throw .noVault(path: path) }
        let removed = try StoreError.files { () throws(FileError) in
            if old == nil { try backups.keep(image) }
            return endingGeneration ? try backups.removeAll(but: image) : 0
        }
        try StoreError.state { () throws(StateError) in try state.setPin(pin.row(key: generation.dataKey)) }
        return (VaultFile(image: image, version: version), removed)
    }
}
