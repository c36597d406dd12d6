import LeappBytes
public import LeappCrypto

/// A data key, and the name of the slot that it was in.
public struct UnlockedSlot: Sendable {
    /// The slot.
    public let id: SlotID
    /// The key.
    public let key: DataKey
}

extension VaultImage {
    /// The data key, by passphrase: one run of Argon2id for each passphrase slot until one belongs to it.
    ///
    /// Bounds of all passphrase slots are checked before the first run; `allowingCostlyKDF` lifts that of memory times passes.
    /// Slots that want a second secret are passed over where there is none.
    public func unlock(
        passphrase: borrowing Passphrase, secondSecret: SecretSlice? = nil, allowingCostlyKDF: Bool = false
    ) throws(VaultError) -> DataKey {
        let secret = PassphraseSecret(passphrase, secondSecret: secondSecret)
        return try unlocked(by: secret, allowingCostlyKDF: allowingCostlyKDF).key
    }

    /// The data key and the slot that gave it, by passphrase as ``unlock(passphrase:secondSecret:allowingCostlyKDF:)`` has it;
    /// slots in `known` are not tried.
    public func unlocked(
        by secret: PassphraseSecret, passingOver known: [SlotID] = [], allowingCostlyKDF: Bool = false
    ) throws(VaultError) -> UnlockedSlot {
        for slot in header.slots {
            if case .passphrase(let kdf, _, _) = slot.kind { try kdf.check(allowingCostly: allowingCostlyKDF) }
        }
        var passedOver = false
        var paired = false
        for slot in header.slots where !known.contains(slot.id) {
            guard case .passphrase(let kdf, let salt, let needsSecondSecret) = slot.kind else { continue }
            if needsSecondSecret, secret.secondSecret == nil {
                passedOver = true
                continue
            }
            paired = paired || needsSecondSecret
            let derived = try SlotSecret.passphrase(
                secret.passphrase, kdf: kdf, salt: salt, secondSecret: needsSecondSecret ? secret.secondSecret : nil)
            if let key = try unwrap(slot, derived) { return UnlockedSlot(id: slot.id, key: key) }
        }
        throw paired ? .noPairMatch : .noMatch(needsSecondSecret: passedOver)
    }

    /// The data key, by recovery code.
    public func unlock(recovery: borrowing RecoveryCode) throws(VaultError) -> DataKey {
        for slot in header.slots {
            guard case .recovery(let salt) = slot.kind else { continue }
            if let key = try unwrap(slot, SlotSecret.recovery(recovery, salt: salt)) { return key }
        }
        throw .noMatch(needsSecondSecret: false)
    }

    /// The data key, by a device's X25519 secret key of 32 bytes; for the pinned generation only.
    public func unlock(deviceKey: borrowing Secret, pinned: KeyID) throws(VaultError) -> DataKey {
        guard header.keyID == pinned else { throw .foreignGeneration(header.keyID) }
        let publicKey = X25519.publicKey(of: deviceKey)
        for slot in header.slots {
            guard case .device(let ephemeralKey) = slot.kind else { continue }
            let secret = SlotSecret.device(
                secretKey: deviceKey, publicKey: ephemeralKey, ephemeralKey: ephemeralKey, deviceKey: publicKey)
            guard let secret else { throw .slotTampered(slot.id) }
            if let key = try unwrap(slot, secret) { return key }
        }
        throw .noDeviceMatch
    }

    /// The data key, by the 32 bytes that the provider of slot `id` gave out; for the pinned generation only.
    public func unlock(external id: SlotID, secret: borrowing Secret, pinned: KeyID) throws(VaultError) -> DataKey {
        guard header.keyID == pinned else { throw .foreignGeneration(header.keyID) }
        for slot in header.slots where slot.id == id {
            guard case .external = slot.kind, secret.count == 32 else { continue }
            if let key = try unwrap(slot, secret) { return key }
        }
        throw .noMatch(needsSecondSecret: false)
    }

    private func unwrap(_ slot: Slot, _ secret: borrowing Secret) throws(VaultError) -> DataKey? {
        let wrap = Keywrap(secret: secret, vaultID: header.vaultID, keyID: header.keyID, slot: slot.id, kind: slot.kind)
        return wrap.isCommitted(in: slot) ? try wrap.unwrap(slot) : nil
    }
}
