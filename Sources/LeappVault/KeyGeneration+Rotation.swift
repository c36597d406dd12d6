public import LeappCrypto

/// A device whose X25519 slot is made anew at a rotation.
public struct DeviceRecipient: Sendable {
    /// The public key in the device's record, 32 bytes.
    public let publicKey: [UInt8]

    /// Takes 32 bytes; nil for another number.
    public init?(publicKey: [UInt8]) {
        guard publicKey.count == 32 else { return nil }
        self.publicKey = publicKey
    }
}

extension KeyGeneration {
    /// The first generation of a vault, with a slot for the passphrase and one for a new recovery code.
    ///
    /// `kdf` is refused above the limits; whether it is above the floor is asked of ``KDFParameters/checkedPolicy()``.
    public static func create(
        vaultID: VaultID, passphrase: borrowing Passphrase, secondSecret: SecretSlice? = nil, kdf: KDFParameters,
        randomness: Randomness
    ) throws(VaultError) -> NewGeneration {
        let empty = KeyGeneration(vaultID: vaultID, dataKey: DataKey(randomness), slots: [])
        return try empty.filled(passphrase, secondSecret, kdf: kdf, devices: [], randomness)
    }

    /// The next generation (spec/format.md section 10): a new data key, a slot for the passphrase, one for a new recovery code,
    /// and one for each of `devices`. Other slots cannot be made without their secrets: they are dropped and listed.
    ///
    /// Argon2id gets the greater of `kdf` and what the vault had. The former key and its name are the caller's to put into the
    /// payload.
    public func rotated(
        passphrase: borrowing Passphrase, secondSecret: SecretSlice? = nil, kdf: KDFParameters,
        devices: [DeviceRecipient] = [], randomness: Randomness
    ) throws(VaultError) -> NewGeneration {
        var cost = kdf
        for slot in slots {
            if case .passphrase(let stored, _, _) = slot.kind { cost = cost.stronger(than: stored) }
        }
        let empty = KeyGeneration(
            vaultID: vaultID, dataKey: DataKey(randomness), slots: [], minor: minor, critical: critical, extensions: extensions)
        let deviceSlots = slots.count { $0.kind.type == 3 }
        let dropped = slots.filter { slot in
            switch slot.kind {
            case .passphrase, .recovery: false
            case .device: deviceSlots > devices.count
            case .external, .unknown: true
            }
        }
        return try empty.filled(passphrase, secondSecret, kdf: cost, devices: devices, randomness, dropped: dropped)
    }

    private func filled(
        _ passphrase: borrowing Passphrase, _ secondSecret: SecretSlice?, kdf: KDFParameters, devices: [DeviceRecipient],
        _ randomness: Randomness, dropped: [Slot] = []
    ) throws(VaultError) -> NewGeneration {
        guard devices.count + 2 <= ContainerKind.vault.slotCounts.upperBound else {
            throw .tooManySlots(count: devices.count + 2)
        }
        let maker = SlotMaker(vaultID: vaultID, dataKey: dataKey)
        let code = RecoveryCode(randomness)
        var slots = [
            try maker.passphrase(
                passphrase, secondSecret: secondSecret, kdf: kdf, salt: randomness.bytes(16), name: .init(randomness)),
            maker.recovery(code, salt: randomness.bytes(16), name: .init(randomness)),
        ]
        for device in devices {
            let slot = maker.device(
                publicKey: device.publicKey, ephemeralSecret: randomness.secret(32), name: .init(randomness))
            guard let slot else { throw .deviceKey(device.publicKey) }
            slots.append(slot)
        }
        let generation = KeyGeneration(
            vaultID: vaultID, dataKey: dataKey, slots: slots, minor: minor, critical: critical, extensions: extensions)
        return NewGeneration(generation: generation, recoveryCode: code, droppedSlots: dropped)
    }
}
