import LeappCrypto
import LeappMerge
public import LeappVault
import LeappWorkspace

extension VaultStore {
    /// Gives the vault a new key generation (spec/format.md section 10).
    ///
    /// `unlocker` opens it as it is. Argon2id gets the greater of the rotation's costs and what the vault had. Backups, which
    /// open with the former secrets, are removed unless the rotation keeps them.
    public func rotate(
        with unlocker: borrowing Unlocker, _ rotation: KeyRotation, generation accepted: KeyID? = nil,
        allowingCostlyKDF: Bool = false
    ) throws(StoreError) -> Rotation {
        let location = try self.location()
        return try location.locked { () throws(StoreError) in
            let file = try location.read()
            let key = try self.key(of: file, at: location, unlocker, allowingCostlyKDF: allowingCostlyKDF).key
            let acceptance = try location.accept(file, key: key, generation: accepted)
            try StoreError.payload { () throws(PayloadError) in try acceptance.payload.checkWritable() }
            let payload = try succeeding(acceptance, key: key, rotation.device, at: location)
            let recipients = Recipients(
                passphrases: rotation.passphrases, devices: Workspace(payload).recipients, kdf: rotation.kdf)
            let made = try StoreError.vault { () throws(VaultError) in
                try KeyGeneration(of: file.image, key: key).rotated(for: recipients, randomness: effects.randomness)
            }
            let new = try location.commit(
                EncodedState(payload), sealedBy: made.generation, replacing: file, seen: acceptance.seen,
                endingGeneration: !rotation.keepsBackups)
            let dropped = made.droppedSlots
            return Rotation(
                recoveryCode: made.takeRecoveryCode(), keyID: new.file.image.header.keyID, removedBackups: new.removedBackups,
                droppedSlots: dropped)
        }
    }

    /// The state of the next generation: the former key among its ancestors, and the devices as they shall be.
    private func succeeding(
        _ acceptance: Acceptance, key: DataKey, _ change: DeviceChange, at location: VaultLocation
    ) throws(StoreError) -> Payload {
        var payload = acceptance.payload
        let (seen, writer) = (acceptance.seen, acceptance.replica)
        let edit = try change.edit(of: payload, installation: location.device(writingAs: writer).id)
        if let edited = try location.payload(after: edit, of: payload, seen: seen, writer: writer) {
            payload = edited
        } else {
            payload = try location.publishing(in: payload, seen: seen, writer: writer)
        }
        let isCutOff = if case .remove = change { true } else { false }
        payload.beginGeneration(after: SecretSlice(copying: key.bytes), cuttingOff: isCutOff)
        return payload
    }
}

extension DeviceChange {
    /// The change as an edit of the device records.
    fileprivate func edit(of payload: Payload, installation: RecordID) throws(StoreError) -> Edit {
        var edit = Edit()
        switch self {
        case .none: break
        case .add(let publicKey):
            if let own = payload[installation]?.state, !own.isVisible { throw .deviceRemoved }
            Device.setPublicKey(publicKey, of: installation, in: &edit)
        case .removeKey(let id): Device.setPublicKey(nil, of: id, in: &edit)
        case .remove(let id): edit.delete(id)
        }
        return edit
    }
}

extension Workspace {
    /// The devices that get a slot: each public key once, and none that would open the slot to everybody.
    fileprivate var recipients: [DeviceRecipient] {
        var recipients: [DeviceRecipient] = []
        for device in devices {
            guard let recipient = device.publicKey.flatMap(DeviceRecipient.init(publicKey:)), recipient.isUsable,
                !recipients.contains(recipient)
            else { continue }
            recipients.append(recipient)
        }
        return recipients
    }
}
