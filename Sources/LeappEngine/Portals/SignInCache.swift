import LeappBytes
import LeappCrypto
import LeappFiles
import LeappMerge
import LeappVault

/// The sealed file that holds the sign-ins of one vault on this machine (spec/cache.md, spec/format.md section 12).
///
/// A file that cannot be used never keeps the vault from working: it counts as empty, `fault` says so, and the next write
/// replaces it.
struct SignInCache {
    /// Why the file that was last read counts as empty.
    private(set) var fault: CacheFault?
    /// Whether the file that was last read is sealed under a key that the vault had before.
    private(set) var needsSealing = false

    private let vault: OpenVault
    private let effects: Effects
    private let path: String
    private var held: Held?

    private struct Held {
        let version: FileVersion?
        let content: CacheContent
    }

    /// The cache of `vault`.
    init(of vault: OpenVault, effects: Effects) {
        self.vault = vault
        self.effects = effects
        path = effects.places.cache(ofVault: vault.vaultID.bytes.hex)
    }

    /// The content as it is on disk now; read and decrypted only where the file changed.
    mutating func content() throws(StoreError) -> CacheContent {
        let version = try StoreError.files { () throws(FileError) in
            try effects.disk.metadata(at: path, followingLinks: false)?.version
        }
        if let held, held.version == version { return held.content }
        let content = try read()
        held = Held(version: version, content: content)
        return content
    }

    /// Waits for the lock beside the file, without keeping a thread; the holder may be asking AWS meanwhile.
    func lock() async throws(StoreError) -> FileLock {
        try StoreError.files { () throws(FileError) in
            try effects.places.prepareState(on: effects.disk)
            try effects.disk.preparePrivateDirectory(FilePath.parent(of: path), userID: effects.places.userID)
        }
        var (waited, pause) = (0, 1)
        while true {
            do throws(FileError) {
                return try FileLock(path + ".lock", on: effects.disk, wait: SignInCache.once)
            } catch {
                guard case .lockHeld = error, waited < Self.longestWait, !Task.isCancelled else { throw .file(error) }
            }
            // Cancelled while it waits, it asks once more and then gives up.
            try? await Task.sleep(for: .milliseconds(pause))
            waited += pause
            pause = min(pause * 2, 50)
        }
    }

    /// Removes what a writer left beside the file that was killed.
    ///
    /// Where another process holds the lock, its own write does it.
    func removeLeftovers() {
        let file = DurableFile(path, on: effects.disk, randomness: effects.randomness)
        do throws(FileError) {
            guard try !file.leftovers().isEmpty else { return }
            let lock: FileLock? = try FileLock(path + ".lock", on: effects.disk, wait: SignInCache.once)
            try FileLock.holding(lock) { () throws(FileError) in _ = try file.removeLeftovers() }
        } catch {
            // What stays is sealed, and no reason not to open the vault.
        }
    }

    private static let once = LockWait(limitMilliseconds: 0) { _ in }

    /// How long to wait for the lock, in milliseconds: longer than a call to AWS may take.
    private static let longestWait = 45_000

    /// Changes the content and writes it durably, sealed under the vault's key; the caller holds the lock.
    mutating func edit(_ change: (inout CacheContent) -> Void) throws(StoreError) {
        var content = try content()
        change(&content)
        var payload = SecretWriter(capacity: 8192)
        content.encode(into: &payload)
        let bytes = try StoreError.vault { () throws(VaultError) in
            try KeyGeneration(of: vault.image, key: vault.key).sealSidecar(payload: payload.bytes, randomness: effects.randomness)
        }
        held = nil
        try StoreError.files { () throws(FileError) in
            try DurableFile(path, on: effects.disk, randomness: effects.randomness)
                .replace(with: bytes.rawSpan, mode: .exactly(0o600))
        }
        (fault, needsSealing) = (nil, false)
    }

    /// Lets go of what was decrypted.
    mutating func forget() { held = nil }

    private mutating func read() throws(StoreError) -> CacheContent {
        (fault, needsSealing) = (nil, false)
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try effects.disk.readFile(path, limit: CacheLimits.file)
        } catch {
            if error.isMissing { return CacheContent() }
            guard case .tooLarge = error else { throw .file(error) }
            return lost(.damaged)
        }
        guard let image = try? VaultImage(parsing: bytes, kind: .sidecar) else { return lost(.damaged) }
        guard image.header.vaultID == vault.vaultID else { return lost(.foreign) }
        guard let key = try key(of: image) else { return lost(.unknownKey) }
        guard let payload = try? image.open(with: key), let content = CacheContent(parsing: payload) else {
            return lost(.damaged)
        }
        needsSealing = key.keyID != vault.key.keyID
        return content
    }

    private mutating func lost(_ fault: CacheFault) -> CacheContent {
        self.fault = fault
        return CacheContent()
    }

    /// The key that a cache is sealed under: the vault's, or one that it had before. A vault whose own key was changed meanwhile
    /// throws; then the cache may be of the new key, and is not this program's to replace.
    private func key(of image: VaultImage) throws(StoreError) -> DataKey? {
        if image.header.keyID == vault.key.keyID { return vault.key }
        let ancestor = try vault.payload().ancestors.first { $0.keyID == image.header.keyID.bytes }
        return ancestor.flatMap { DataKey(Secret(copying: $0.dataKey.bytes)) }
    }
}
