import LeappBytes
import LeappCrypto

/// Makes the keyslots of one generation; every random it takes has a name, so that vectors can give them.
struct SlotMaker {
    let vaultID: VaultID
    let dataKey: DataKey

    /// The randoms that every slot has.
    struct Name {
        let id: SlotID
        let nonce: [UInt8]

        init(id: SlotID, nonce: [UInt8]) {
            self.id = id
            self.nonce = nonce
        }

        init(_ randomness: Randomness) {
            id = SlotID(randomness)
            nonce = randomness.bytes(24)
        }
    }

    func passphrase(
        _ secret: PassphraseSecret, kdf: KDFParameters, salt: [UInt8], name: Name
    ) throws(VaultError) -> Slot {
        try kdf.check(allowingCostly: false)
        let derived = try SlotSecret.passphrase(secret.passphrase, kdf: kdf, salt: salt, secondSecret: secret.secondSecret)
        return slot(.passphrase(kdf, salt: salt, needsSecondSecret: secret.secondSecret != nil), derived, name)
    }

    func recovery(_ code: borrowing RecoveryCode, salt: [UInt8], name: Name) -> Slot {
        slot(.recovery(salt: salt), SlotSecret.recovery(code, salt: salt), name)
    }

    /// Nil for a public key of low order.
    func device(publicKey: [UInt8], ephemeralSecret: borrowing Secret, name: Name) -> Slot? {
        let ephemeralKey = X25519.publicKey(of: ephemeralSecret)
        let secret = SlotSecret.device(
            secretKey: ephemeralSecret, publicKey: publicKey, ephemeralKey: ephemeralKey, deviceKey: publicKey)
        guard let secret else { return nil }
        return slot(.device(ephemeralKey: ephemeralKey), secret, name)
    }

    func external(provider: String, opaque: [UInt8], secret: borrowing Secret, name: Name) -> Slot {
        slot(.external(provider: provider, opaque: opaque), secret, name)
    }

    private func slot(_ kind: SlotKind, _ secret: borrowing Secret, _ name: Name) -> Slot {
        Keywrap(secret: secret, vaultID: vaultID, keyID: dataKey.keyID, slot: name.id, kind: kind)
            .wrap(dataKey, id: name.id, kind: kind, nonce: name.nonce)
    }
}
