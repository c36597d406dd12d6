public import LeappCrypto

extension KeyGeneration {
    /// The first generation of a vault, with a slot for each passphrase and one for a new recovery code.
    ///
    /// Argon2id's costs are refused above the limits; whether they are above the floor is asked of
    /// ``KDFParameters/checkedPolicy()``.
    public static func create(
        vaultID: VaultID, for recipients: Recipients, randomness: Randomness
    ) throws(VaultError) -> NewGeneration {
        let empty = KeyGeneration(vaultID: vaultID, dataKey: DataKey(randomness), slots: [])
        return try empty.filled(for: recipients, kdf: recipients.kdf, randomness)
    }

    /// The next generation (spec/format.md section 10): a new data key, a slot for each passphrase and device, and one for a
    /// new recovery code. What of the other slots cannot be made without their secrets is dropped and listed.
    ///
    /// Argon2id gets the greater of the recipients' costs and what the vault had. The former key and its name are the caller's
    /// to put into the payload, and so is it to say which passphrases go.
    public func rotated(for recipients: Recipients, randomness: Randomness) throws(VaultError) -> NewGeneration {
        let empty = KeyGeneration(
            vaultID: vaultID, dataKey: DataKey(randomness), slots: [], minor: minor, critical: critical, extensions: extensions)
        let kdf = slots.reduce(recipients.kdf) { cost, slot in
            if case .passphrase(let stored, _, _) = slot.kind { cost.stronger(than: stored) } else { cost }
        }
        return try empty.filled(for: recipients, kdf: kdf, randomness, dropped: slotsWithoutSuccessor(recipients.devices))
    }

    /// The slots that a rotation cannot make anew.
    ///
    /// A device slot that another program named at random is not told from that of a device which is new: such slots count as
    /// made anew as long as there are enough new ones.
    private func slotsWithoutSuccessor(_ devices: [DeviceRecipient]) -> [Slot] {
        let names = Set(devices.map { dataKey.slotID(ofDevice: $0.publicKey) })
        let present = Set(slots.map(\.id))
        let newcomers = names.subtracting(present).count
        let strangers = slots.count { slot in
            if case .device = slot.kind { !names.contains(slot.id) } else { false }
        }
        return slots.filter { slot in
            switch slot.kind {
            case .passphrase, .recovery: false
            case .device: !names.contains(slot.id) && strangers > newcomers
            case .external, .unknown: true
            }
        }
    }

    private func filled(
        for recipients: Recipients, kdf: KDFParameters, _ randomness: Randomness, dropped: [Slot] = []
    ) throws(VaultError) -> NewGeneration {
        let passphrases = recipients.passphrases
        guard passphrases.count <= VaultHeader.passphraseSlots else { throw .tooManyPassphrases(count: passphrases.count) }
        let count = passphrases.count + 1 + recipients.devices.count
        guard count <= ContainerKind.vault.slotCounts.upperBound else { throw .tooManySlots(count: count) }
        let maker = SlotMaker(vaultID: vaultID, dataKey: dataKey)
        let code = RecoveryCode(randomness)
        var slots = [maker.recovery(code, salt: randomness.bytes(16), name: .init(randomness))]
        for secret in passphrases {
            slots.append(
                try maker.passphrase(secret, kdf: kdf, salt: randomness.bytes(16), name: .init(randomness)))
        }
        for device in recipients.devices {
            let slot = maker.device(
                publicKey: device.publicKey, ephemeralSecret: randomness.secret(32),
                name: .init(id: dataKey.slotID(ofDevice: device.publicKey), nonce: randomness.bytes(24)))
            guard let slot else { throw .deviceKey(device.publicKey) }
            slots.append(slot)
        }
        let generation = KeyGeneration(
            vaultID: vaultID, dataKey: dataKey, slots: slots, minor: minor, critical: critical, extensions: extensions)
        return NewGeneration(generation: generation, recoveryCode: code, droppedSlots: dropped)
    }
}
