import LeappCrypto
import LeappFiles
public import LeappMerge
public import LeappVault
import Synchronization

/// A vault whose data key is held.
///
/// The file stays sealed in memory: each use decrypts it anew, so that nothing readable is left between two requests. Whenever
/// the file has been changed by somebody else it is read and judged again.
public final class OpenVault: Sendable {
    /// The real path of the file.
    public let path: String
    /// The vault's name.
    public let vaultID: VaultID
    /// The data key.
    public let key: DataKey

    private struct Held: Sendable {
        var file: VaultFile
        var seen: VersionVector
        var replica: ReplicaID
        var warnings: [StoreWarning]
    }

    private let location: VaultLocation
    private let held: Mutex<Held>

    init(_ file: VaultFile, at location: VaultLocation, key: DataKey, acceptance: Acceptance) {
        path = location.path
        vaultID = file.image.header.vaultID
        self.key = key
        self.location = location
        held = Mutex(
            Held(file: file, seen: acceptance.seen, replica: acceptance.replica, warnings: acceptance.warnings))
    }

    /// What is to be said about the vault so far, and is said once: taking it empties it.
    public func takeWarnings() -> [StoreWarning] {
        held.withLock { held in
            defer { held.warnings = [] }
            return held.warnings
        }
    }

    /// The current file, as it was last read.
    public var image: VaultImage { held.withLock { $0.file.image } }

    /// Tells one state of the vault from another.
    public struct Mark: Hashable, Sendable {
        fileprivate let headerMAC: [UInt8]
    }

    /// The mark of the file as it was last read; another one means another state.
    public var mark: Mark { Mark(headerMAC: image.headerMAC) }

    /// Whether the file on disk is still the one of `mark`, told by its metadata: nothing is read or decrypted.
    public func isUnchanged(since mark: Mark) throws(StoreError) -> Bool {
        let version = try location.version()
        return held.withLock { $0.file.version == version && $0.file.image.headerMAC == mark.headerMAC }
    }

    /// The vault's state, decrypted now; the file is read again where it changed.
    public func payload() throws(StoreError) -> Payload {
        if let payload = try refreshed() { return payload }
        return try StoreError.vaultPayload(of: image, key: key)
    }

    /// Changes the vault: locks it, reads what others wrote, lets `make` say what to change, and writes durably.
    ///
    /// Returns the state afterwards. Where nothing is to be changed, nothing is written. `make` runs again if another program
    /// changed the file meanwhile without taking the lock.
    @discardableResult
    public func edit(_ make: (Payload) -> Edit?) throws(StoreError) -> Payload {
        try location.locked { () throws(StoreError) in
            for _ in 0..<8 {
                let current = try lockedPayload()
                guard let edit = make(current), let edited = try applied(edit, to: current) else { return current }
                do throws(StoreError) {
                    try write(edited)
                    return edited
                } catch {
                    guard case .file(.changedMeanwhile) = error else { throw error }
                }
            }
            throw .contended(path: path)
        }
    }

    private func applied(_ edit: Edit, to payload: Payload) throws(StoreError) -> Payload? {
        let (seen, replica) = held.withLock { ($0.seen, $0.replica) }
        return try StoreError.payload { () throws(PayloadError) in
            let stamp = try HybridClock.stamp(
                now: location.effects.now(), after: payload.versions.merged(with: seen), replica: replica,
                random: location.effects.randomness.bytes(HybridClock.randomBytes))
            var edited = try payload.applying(edit, at: stamp)
            edited?.writer = replica
            return edited
        }
    }

    /// Seals and writes a state, and holds the new file; the caller holds the lock.
    private func write(_ payload: Payload) throws(StoreError) {
        let (old, seen) = held.withLock { ($0.file, $0.seen) }
        let generation = try StoreError.vault { () throws(VaultError) in try KeyGeneration(of: old.image, key: key) }
        let file = try location.commit(payload, sealedBy: generation, replacing: old, seen: seen).file
        held.withLock { held in
            held.file = file
            held.seen = seen.merged(with: payload.versions)
        }
    }

    /// The state of the current file, for a caller that holds the lock; what a rollback lost is written back.
    private func lockedPayload() throws(StoreError) -> Payload {
        let file = try location.read()
        let acceptance = try accept(file)
        if acceptance.needsWriting { try write(acceptance.payload) }
        return acceptance.payload
    }

    /// The state of a file that changed since it was read; nil where it did not.
    private func refreshed() throws(StoreError) -> Payload? {
        let version = try location.version()
        guard version != held.withLock({ $0.file.version }) else { return nil }
        let acceptance = try accept(try location.read())
        guard acceptance.needsWriting else { return acceptance.payload }
        return try location.locked { () throws(StoreError) in try lockedPayload() }
    }

    /// Judges a file that somebody else may have written, and holds it.
    private func accept(_ file: VaultFile) throws(StoreError) -> Acceptance {
        let header = file.image.header
        guard header.vaultID == vaultID else { throw .wrongVault(path: path, expected: vaultID, found: header.vaultID) }
        guard header.keyID == key.keyID else { throw .foreignKey(path: path, found: header.keyID) }
        let acceptance = try location.accept(file, key: key)
        held.withLock { held in
            held.file = file
            held.seen = held.seen.merged(with: acceptance.seen)
            held.replica = acceptance.replica
            held.warnings += acceptance.warnings.filter { !held.warnings.contains($0) && $0.isNews }
        }
        return acceptance
    }

    /// Writes back what a rollback lost, at the opening.
    func restore() throws(StoreError) {
        _ = try location.locked { () throws(StoreError) in try lockedPayload() }
    }
}

extension StoreWarning {
    /// Whether it says what happened, rather than how the vault is.
    fileprivate var isNews: Bool {
        switch self {
        case .rollback, .noPin, .pinForged, .replicaCopied: true
        case .weakKDF, .farFuture, .readOnly: false
        }
    }
}
