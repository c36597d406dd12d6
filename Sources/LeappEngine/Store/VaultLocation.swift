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

/// A state as it is sealed.
struct EncodedState: ~Copyable {
    let plaintext: Plaintext
    let versions: VersionVector
    let ancestors: [Ancestor]

    init(_ payload: Payload) throws(StoreError) {
        plaintext = try StoreError.vault { () throws(VaultError) in
            try Plaintext(capacity: payload.greatestSize) { payload.encode(into: &$0) }
        }
        versions = payload.versions
        ancestors = payload.ancestors
    }
}

/// One place where a vault lies, with what this machine knows of it.
///
/// Reading needs no lock, because the file is only ever replaced as a whole; comparing it with the local state does
/// (``judged(_:key:generation:)``), and whoever writes is inside ``locked(_:)`` from the
/// reading of the old file to the end of ``commit(_:sealedBy:replacing:seen:endingGeneration:)``.
struct VaultLocation: Sendable {
    /// The real path of the file, links followed.
    let path: String
    let effects: Effects
    let schemas: SchemaTable
    let state: StateDatabase

    /// Finds the real place of `path`, whose folder must exist.
    init(_ path: String, effects: Effects, schemas: SchemaTable) throws(StoreError) {
        do throws(FileError) {
            self.path = try effects.disk.resolved(path)
        } catch {
            throw error.isMissing ? .noVault(path: path) : .file(error)
        }
        self.effects = effects
        self.schemas = schemas
        state = try effects.openState()
    }

    /// Runs `body` while this process holds the vault's lock.
    func locked<Value: ~Copyable>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value {
        let lock: FileLock?
        do throws(FileError) {
            lock = try FileLock(path + ".lock", on: effects.disk, wait: effects.wait)
        } catch {
            throw .file(error)
        }
        return try FileLock.holding(lock, body)
    }

    /// Judges a file that was read without the lock, or what is in its place by now, and clears away what a writer that was cut
    /// off has left.
    ///
    /// File and local state change one after the other, so only under the lock do they belong together. Where it cannot be had
    /// because nothing may be written beside the file, nobody writes it either.
    func judged(
        _ file: VaultFile, key: DataKey, generation: KeyID? = nil
    ) throws(StoreError) -> (file: VaultFile, acceptance: Acceptance) {
        let lock: FileLock?
        do throws(FileError) {
            lock = try FileLock(path + ".lock", on: effects.disk, wait: effects.wait)
        } catch {
            guard error.reason == .readOnly || error.reason == .denied else { throw .file(error) }
            lock = nil
        }
        let isLocked = lock != nil
        return try FileLock.holding(lock) { () throws(StoreError) in
            if isLocked { removeLeftovers(of: file.image.header.vaultID) }
            let current = try version() == file.version ? file : read()
            guard current.image.header.keyID == key.keyID else {
                throw .foreignKey(path: path, found: current.image.header.keyID)
            }
            return (current, try accept(current, key: key, generation: generation))
        }
    }

    /// Removes the temporary files of writers that died. One that cannot be removed is no reason not to open the vault: the next
    /// to open it tries again.
    private func removeLeftovers(of vaultID: VaultID) {
        effects.disk.removeLeftovers(of: path)
        Backups(of: vaultID, effects: effects).removeLeftovers()
    }

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
    /// In this order: the old file's copy is durable; the new one's copy is written, which nobody waits for (``Backups``); the
    /// intended write is durable; the new file is, first its content, then its name; the pin is.
    ///
    /// With `endingGeneration` the backups of before go too, which the former secrets open. The pin moves last: as long as it
    /// has not, the next opening finds the write that was intended and ends what is left to do.
    func commit(
        _ encoded: borrowing EncodedState, sealedBy generation: KeyGeneration, replacing old: VaultFile?, seen: VersionVector,
        endingGeneration: Bool = false
    ) throws(StoreError) -> (file: VaultFile, removedBackups: Int) {
        let image = try StoreError.vault { () throws(VaultError) in
            try generation.seal(encoded.plaintext, randomness: effects.randomness)
        }
        let backups = Backups(of: generation.vaultID, effects: effects)
        if let old {
            try StoreError.files { () throws(FileError) in
                try backups.keep(old.image)
                try backups.keepEarly(image)
            }
        }
        let pin = VaultPin(
            vaultID: generation.vaultID, location: path, keyID: generation.dataKey.keyID,
            versions: seen.merged(with: encoded.versions),
            fingerprint: GenerationFingerprint(
                slots: generation.slots, ancestors: encoded.ancestors, key: generation.dataKey))
        try StoreError.state { () throws(StateError) in
            try state.setIntendedWrite(
                IntendedWrite(
                    vaultID: generation.vaultID.bytes, location: path, versionVector: pin.encodedVersions, mark: image.headerMAC))
        }
        try StoreError.files { () throws(FileError) in
            let file = DurableFile(path, on: effects.disk, randomness: effects.randomness)
            try file.replace(with: image.bytes.rawSpan, mode: .exactly(0o600), expecting: .version(old?.version))
        }
        let version = try version(of: image)
        let removed = try StoreError.files { () throws(FileError) in
            if old == nil { try backups.keep(image) }
            return endingGeneration ? try backups.removeAll(but: image) : 0
        }
        try StoreError.state { () throws(StateError) in try state.setPin(pin.row(key: generation.dataKey)) }
        backups.startWriting(image)
        return (VaultFile(image: image, version: version), removed)
    }

    /// The version of the file that was just put in its place. Where another program's lies there already, it is one that no file
    /// has: the next look at the vault reads it.
    private func version(of image: VaultImage) throws(StoreError) -> FileVersion {
        try StoreError.files { () throws(FileError) in
            try effects.disk.withFile(path, for: .reading) { file throws(FileError) in
                var start = [UInt8](repeating: 0, count: image.markedCount)
                var span = start.mutableSpan
                var buffer = unsafe span.mutableBytes
                let count = try effects.disk.read(file, into: &buffer)
                let isOurs = image.bytes.prefix(image.markedCount) == start[..<count]
                return isOurs
                    ? try effects.disk.metadata(of: file).version
                    : FileVersion(device: 0, inode: 0, size: 0, modified: 0, changed: 0)
            }
        }
    }
}
