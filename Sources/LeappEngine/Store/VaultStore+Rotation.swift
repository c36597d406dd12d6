import LeappCrypto
import LeappFiles
import LeappMerge
import LeappState
public import LeappVault

/// What a change of passphrase or recovery code leaves to be said.
public struct Rotation: ~Copyable, Sendable {
    /// The new recovery code; it is nowhere else, and the former one opens no later file.
    public let recoveryCode: RecoveryCode
    /// The generation that the vault is of now.
    public let keyID: KeyID
    /// How many backups, which open with the former secrets, were removed.
    public let removedBackups: Int
    /// Slots that could not be made anew, because their secrets are not here.
    public let droppedSlots: [Slot]

    /// The recovery code alone.
    public consuming func takeRecoveryCode() -> RecoveryCode { recoveryCode }
}

extension VaultStore {
    /// Gives the vault a new key generation that opens with `passphrase` and a new recovery code (spec/format.md section 10).
    ///
    /// `unlocker` opens it as it is; the same passphrase as before makes a new recovery code only. Argon2id gets the greater of
    /// `kdf` and what the vault had. Backups, which open with the former secrets, are removed unless `keepBackups`.
    public func rotate(
        with unlocker: borrowing Unlocker, to passphrase: borrowing Passphrase, kdf: KDFParameters = .standard,
        keepBackups: Bool = false, generation accepted: KeyID? = nil, allowingCostlyKDF: Bool = false
    ) throws(StoreError) -> Rotation {
        let location = try VaultLocation(path, effects: effects)
        return try location.locked { () throws(StoreError) in
            let file = try location.read()
            let key = try self.key(of: file, unlocker, allowingCostlyKDF: allowingCostlyKDF)
            let acceptance = try location.accept(file, key: key, generation: accepted)
            guard acceptance.payload.isWritable else {
                throw .payload(.readOnly(schema: acceptance.payload.minimumWriter))
            }
            let payload = try succeeding(acceptance, key: key)
            let made = try StoreError.vault { () throws(VaultError) in
                try KeyGeneration(of: file.image, key: key).rotated(
                    passphrase: passphrase, kdf: kdf, randomness: effects.randomness)
            }
            let new = try location.commit(
                payload, sealedBy: made.generation, replacing: file, seen: acceptance.seen, endingGeneration: !keepBackups)
            let dropped = made.droppedSlots
            return Rotation(
                recoveryCode: made.takeRecoveryCode(), keyID: new.file.image.header.keyID, removedBackups: new.removedBackups,
                droppedSlots: dropped)
        }
    }

    /// The state of the next generation: the same, with the former key among its ancestors.
    private func succeeding(_ acceptance: Acceptance, key: DataKey) throws(StoreError) -> Payload {
        var payload = acceptance.payload
        guard payload.ancestors.count < PayloadBounds.ancestors / 2 else {
            throw .payload(.limit(.ancestors, payload.ancestors.count + 1))
        }
        payload.ancestors.append(Ancestor(dataKey: SecretSlice(copying: key.bytes), isCutOff: false))
        payload.writer = acceptance.replica
        return payload
    }

    /// Changes the passphrase; the new recovery code is returned, and nowhere else.
    public func changePassphrase(
        with unlocker: borrowing Unlocker, to passphrase: borrowing Passphrase, kdf: KDFParameters = .standard
    ) throws(StoreError) -> RecoveryCode {
        try rotate(with: unlocker, to: passphrase, kdf: kdf).takeRecoveryCode()
    }
}
