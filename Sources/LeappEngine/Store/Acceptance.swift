import LeappBytes
import LeappCrypto
import LeappFiles
import LeappMerge
import LeappState
import LeappVault

/// An opened file, judged by what this machine knows of the vault (spec/format.md section 10).
struct Acceptance {
    /// The state: the file's, and where that is older than what was seen before, joined with the backups.
    var payload: Payload
    /// Whether ``payload`` holds more than the file.
    var needsWriting = false
    /// Everything that the location has ever shown.
    var seen: VersionVector
    /// Who this installation is when it writes.
    var replica: ReplicaID
    var warnings: [StoreWarning] = []
}

extension VaultLocation {
    /// Opens a file with a key and decides whether it may be used; the pin moves with it.
    ///
    /// `accepted` names a generation that the user confirmed.
    func accept(_ file: VaultFile, key: DataKey, generation accepted: KeyID? = nil) throws(StoreError) -> Acceptance {
        let header = file.image.header
        try checkVault(header.vaultID)
        let payload = try StoreError.vaultPayload(of: file.image, key: key, schemas: schemas)
        let known = try knowledge(of: header.vaultID, key: key, payload: payload)
        let isOwnWrite = known.intended?.mark == file.image.headerMAC
        if !isOwnWrite, accepted != header.keyID { try checkGeneration(of: file, payload: payload, known: known) }
        let fingerprint = GenerationFingerprint(slots: header.slots, ancestors: payload.ancestors, key: key)
        guard known.pins.allSatisfy({ $0.allows(fingerprint, of: header.keyID) }) else {
            throw .alteredGeneration(path: path, backups: Backups(of: header.vaultID, effects: effects).folder)
        }
        var result = Acceptance(
            payload: payload, seen: (known.here?.versions ?? VersionVector()).merged(with: payload.versions),
            replica: try replica(in: header.vaultID))
        if known.rows.isEmpty, !isOwnWrite { result.warnings.append(.noPin(location: path)) }
        if known.isForged { result.warnings.append(.pinForged(location: path)) }
        do throws(PayloadError) {
            try payload.versions.checkClock(now: effects.now())
        } catch {
            guard known.here != nil, case .clock(let milliseconds) = error else { throw .payload(error) }
            result.warnings.append(.farFuture(milliseconds: milliseconds))
        }
        if let here = known.here, !payload.versions.covers(here.versions) {
            try recover(&result, file: file, key: key, pin: here)
        }
        if payload.versions[result.replica] > known.written(by: result.replica) {
            result.replica = try mintReplica(in: header.vaultID)
            result.warnings.append(.replicaCopied)
        }
        for slot in header.slots {
            if case .passphrase(let kdf, _, _) = slot.kind, kdf.isBelowFloor { result.warnings.append(.weakKDF(kdf)) }
        }
        if !payload.isWritable { result.warnings.append(.readOnly(minimum: payload.minimumWriter)) }
        let pin = VaultPin(
            vaultID: header.vaultID, location: path, keyID: header.keyID, versions: result.seen, fingerprint: fingerprint)
        try settle(file, pin.row(key: key), known: known, isOwnWrite: isOwnWrite)
        return result
    }

    /// What the local state says of a vault, as far as it was written under a key that the vault knows.
    private struct Knowledge {
        var rows: [Pin]
        var pins: [VaultPin]
        var isForged: Bool
        var intended: IntendedWrite?
        var here: VaultPin?

        /// The newest write of a replica that this installation knows to be its own.
        func written(by replica: ReplicaID) -> Int64 {
            let intended = intended.flatMap { try? VersionVector(parsing: $0.versionVector.rawSpan) }?[replica] ?? 0
            return pins.reduce(intended) { max($0, $1.versions[replica]) }
        }
    }

    private func knowledge(of vaultID: VaultID, key: DataKey, payload: Payload) throws(StoreError) -> Knowledge {
        let (rows, intended) = try StoreError.state { () throws(StateError) in
            (try state.pins(of: vaultID.bytes), try state.intendedWrite(of: vaultID.bytes, at: path))
        }
        var known = Knowledge(rows: rows, pins: [], isForged: false, intended: intended)
        for row in rows {
            let pin: VaultPin?
            if row.keyID == key.keyID.bytes {
                pin = VaultPin(row, key: key.bytes)
            } else if let ancestor = payload.ancestors.first(where: { $0.keyID == row.keyID }) {
                pin = VaultPin(row, key: ancestor.dataKey.bytes)
            } else {
                continue
            }
            if let pin { known.pins.append(pin) } else { known.isForged = true }
        }
        known.here = known.pins.first { $0.location == path }
        return known
    }

    /// Refuses another vault than this machine knows here.
    func checkVault(_ found: VaultID) throws(StoreError) {
        let expected = try StoreError.state { () throws(StateError) in try state.vaultID(at: path) }.flatMap(VaultID.init)
        if let expected, expected != found { throw .wrongVault(path: path, expected: expected, found: found) }
    }

    /// Refuses a generation that is not the pinned one, until the user names it.
    private func checkGeneration(of file: VaultFile, payload: Payload, known: Knowledge) throws(StoreError) {
        let found = file.image.header.keyID
        if let here = known.here {
            guard here.keyID != found else { return }
            throw .newGeneration(
                path: path, pinned: here.keyID, found: found, writer: payload.writer, time: payload.versions.newest >> 16)
        }
        let unknown = known.rows.filter { row in
            row.keyID != found.bytes && !payload.ancestors.contains { $0.keyID == row.keyID }
        }
        let row = unknown.first { $0.location == path } ?? (unknown.count == known.rows.count ? unknown.first : nil)
        if let pinned = row.flatMap({ KeyID($0.keyID) }) { throw .forkedKey(path: path, pinned: pinned, found: found) }
    }

    /// Joins a file that is older than what its location showed with the backups that its keys open.
    ///
    /// A backup that is damaged or opens with another key is passed over: whether something is missing is decided by the pin.
    private func recover(_ result: inout Acceptance, file: VaultFile, key: DataKey, pin: VaultPin) throws(StoreError) {
        var recovered = 0
        let backups = Backups(of: file.image.header.vaultID, effects: effects)
        if result.payload.isWritable {
            for (_, image) in try StoreError.files({ () throws(FileError) in try backups.images() }) {
                guard case .success(let image) = image, image.header.vaultID == file.image.header.vaultID,
                    let opener = opener(of: image, key: key, ancestors: result.payload.ancestors),
                    let payload = try? StoreError.vaultPayload(of: image, key: opener, schemas: schemas), payload.isWritable
                else { continue }
                let merged = try StoreError.payload { () throws(PayloadError) in try result.payload.merged(with: payload) }
                if !merged.hasSameState(as: result.payload) {
                    result.payload = merged
                    result.needsWriting = true
                    recovered += 1
                }
                if merged.versions.covers(pin.versions) { break }
            }
        }
        result.warnings.append(
            .rollback(
                location: path, recoveredBackups: recovered, isComplete: result.payload.versions.covers(pin.versions)))
    }

    /// The key of a backup's generation, unless a device was removed after it.
    private func opener(of image: VaultImage, key: DataKey, ancestors: [Ancestor]) -> DataKey? {
        if image.header.keyID == key.keyID { return key }
        guard let ancestor = ancestors.first(where: { $0.keyID == image.header.keyID.bytes && !$0.isCutOff }) else { return nil }
        return DataKey(Secret(copying: ancestor.dataKey.bytes))
    }

    /// Moves the pin, ends a write that a crash cut off, and learns which vault lies here.
    private func settle(_ file: VaultFile, _ pin: Pin, known: Knowledge, isOwnWrite: Bool) throws(StoreError) {
        let vaultID = file.image.header.vaultID
        if isOwnWrite, known.here?.keyID != file.image.header.keyID {
            try StoreError.files { () throws(FileError) in
                _ = try Backups(of: vaultID, effects: effects).removeAll(but: file.image)
            }
        }
        try StoreError.state { () throws(StateError) in
            if isOwnWrite || !known.rows.contains(pin) { try state.setPin(pin) }
            if try state.vaultID(at: path) != vaultID.bytes { try state.setVaultID(vaultID.bytes, at: path) }
        }
    }

    /// This installation's replica id in a vault, minted at the first use.
    func replica(in vaultID: VaultID) throws(StoreError) -> ReplicaID {
        let stored = try StoreError.state { () throws(StateError) in try state.replicaID(in: vaultID.bytes) }
        if let replica = stored.flatMap(ReplicaID.init(bytes:)) { return replica }
        return try mintReplica(in: vaultID)
    }

    func mintReplica(in vaultID: VaultID) throws(StoreError) -> ReplicaID {
        let bytes = effects.randomness.bytes(8)
        guard let replica = ReplicaID(bytes: bytes) else { preconditionFailure("a replica id has 8 bytes") }
        try StoreError.state { () throws(StateError) in try state.setReplicaID(bytes, in: vaultID.bytes) }
        return replica
    }
}

extension StoreError {
    /// The payload of a file, opened and checked.
    static func vaultPayload(
        of image: VaultImage, key: DataKey, schemas: SchemaTable = .released
    ) throws(StoreError) -> Payload {
        let slice = try vault { () throws(VaultError) in try image.open(with: key) }
        return try payload { () throws(PayloadError) in
            try Payload(parsing: slice, of: key.keyID.bytes, schemas: schemas)
        }
    }

    /// The payload of a file that this process has accepted or made: decrypted and authenticated anew, and not checked again.
    static func knownPayload(of image: VaultImage, key: DataKey, schemas: SchemaTable) throws(StoreError) -> Payload {
        let slice = try vault { () throws(VaultError) in try image.open(with: key) }
        return try payload { () throws(PayloadError) in try Payload(known: slice, schemas: schemas) }
    }
}
