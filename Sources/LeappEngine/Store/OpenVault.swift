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
    /// The slot of the passphrase that opened it; nil where something else did.
    public let slot: SlotID?

    private struct Held: Sendable {
        var file: VaultFile
        /// Whether the state is more than the file holds, and is to be written.
        var needsWriting: Bool
        var seen: VersionVector
        var replica: ReplicaID
        var warnings: [StoreWarning]
    }

    let location: VaultLocation
    private let held: Mutex<Held>

    init(_ file: VaultFile, at location: VaultLocation, key: DataKey, slot: SlotID?, acceptance: Acceptance) {
        path = location.path
        vaultID = file.image.header.vaultID
        self.key = key
        self.slot = slot
        self.location = location
        held = Mutex(
            Held(
                file: file, needsWriting: acceptance.needsWriting, seen: acceptance.seen, replica: acceptance.replica,
                warnings: acceptance.warnings))
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
        return try StoreError.knownPayload(of: image, key: key, schemas: location.schemas)
    }

    /// Changes the vault: locks it, reads what others wrote, lets `make` say what to change, and writes durably.
    ///
    /// Where nothing is to be changed, nothing is written. `make` runs again if another program changed the file meanwhile
    /// without taking the lock.
    public func edit(_ make: (Payload) -> Edit?) throws(StoreError) {
        try location.locked { () throws(StoreError) in
            for _ in 0..<8 {
                guard let edited = try edited(make) else { return }
                do throws(StoreError) { return try write(edited) } catch {
                    guard case .file(.changedMeanwhile) = error else { throw error }
                }
            }
            throw .contended(path: path)
        }
    }

    /// The state after an edit of the current one, encoded, so that neither of both is in memory while it is sealed and written.
    private func edited(_ make: (Payload) -> Edit?) throws(StoreError) -> EncodedState? {
        let current = try lockedPayload()
        guard let edit = make(current), let edited = try applied(edit, to: current) else { return nil }
        return try EncodedState(edited)
    }

    private func applied(_ edit: Edit, to payload: Payload) throws(StoreError) -> Payload? {
        let (seen, replica) = held.withLock { ($0.seen, $0.replica) }
        return try location.payload(after: edit, of: payload, seen: seen, writer: replica)
    }

    /// Seals and writes a state, and holds the new file; the caller holds the lock.
    private func write(_ state: borrowing EncodedState) throws(StoreError) {
        let (old, seen) = held.withLock { ($0.file, $0.seen) }
        let generation = try StoreError.vault { () throws(VaultError) in try KeyGeneration(of: old.image, key: key) }
        let file = try location.commit(state, sealedBy: generation, replacing: old, seen: seen).file
        held.withLock { held in
            held.file = file
            held.needsWriting = false
            held.seen = seen.merged(with: state.versions)
        }
    }

    /// The state of the current file, for a caller that holds the lock; what a rollback lost is written back. A file that did
    /// not change is not read and judged again.
    private func lockedPayload() throws(StoreError) -> Payload {
        let version = try location.version()
        let (known, needsWriting) = held.withLock { ($0.file, $0.needsWriting) }
        if version == known.version, !needsWriting {
            return try StoreError.knownPayload(of: known.image, key: key, schemas: location.schemas)
        }
        let file = try location.read()
        let acceptance = try accept(file)
        if acceptance.needsWriting { try write(EncodedState(acceptance.payload)) }
        return acceptance.payload
    }

    /// The state of a file that changed since it was read; nil where it did not.
    private func refreshed() throws(StoreError) -> Payload? {
        let version = try location.version()
        guard version != held.withLock({ $0.file.version }) else { return nil }
        let read = try location.read()
        try check(read)
        let (file, acceptance) = try location.judged(read, key: key)
        hold(file, acceptance)
        guard acceptance.needsWriting else { return acceptance.payload }
        return try location.locked { () throws(StoreError) in try lockedPayload() }
    }

    /// Judges a file that somebody else may have written, and holds it; the caller holds the lock.
    private func accept(_ file: VaultFile) throws(StoreError) -> Acceptance {
        try check(file)
        let acceptance = try location.accept(file, key: key)
        hold(file, acceptance)
        return acceptance
    }

    private func check(_ file: VaultFile) throws(StoreError) {
        let header = file.image.header
        guard header.vaultID == vaultID else { throw .wrongVault(path: path, expected: vaultID, found: header.vaultID) }
        guard header.keyID == key.keyID else { throw .foreignKey(path: path, found: header.keyID) }
    }

    private func hold(_ file: VaultFile, _ acceptance: Acceptance) {
        held.withLock { held in
            held.file = file
            held.needsWriting = acceptance.needsWriting
            held.seen = held.seen.merged(with: acceptance.seen)
            held.replica = acceptance.replica
            held.warnings += acceptance.warnings.filter { !held.warnings.contains($0) && $0.isNews }
        }
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
