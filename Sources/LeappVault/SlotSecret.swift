import LeappBytes
import LeappCrypto

/// The 32 bytes that a slot's key is derived from, one way for each type of slot (spec/format.md sections 4.1 to 4.4).
enum SlotSecret {
    /// Runs Argon2id on a passphrase's normal form; the caller has checked the parameters.
    static func passphrase(
        _ passphrase: SecretSlice, kdf: KDFParameters, salt: [UInt8], secondSecret: SecretSlice?
    ) throws(VaultError) -> Secret {
        let derived: Secret
        do {
            derived = try Argon2id.derive(passphrase: passphrase.bytes, salt: salt, memory: kdf.memory, passes: kdf.passes)
        } catch {
            throw .kdfMemory(kibibytes: kdf.memory)
        }
        if let secondSecret { return joined(derived, secondSecret) }
        return derived
    }

    private static func joined(_ derived: borrowing Secret, _ secondSecret: SecretSlice) -> Secret {
        BLAKE2b.secret(secondSecret.bytes, count: 32, personalisation: "leapp-v1-2sec", key: derived.bytes)
    }

    static func recovery(_ code: borrowing RecoveryCode, salt: [UInt8]) -> Secret {
        BLAKE2b.secret(salt.rawSpan, count: 32, personalisation: "leapp-v1-recov", key: code.bytes)
    }

    /// From either side: one's secret key and the other's public key; nil for a public key of low order.
    static func device(
        secretKey: borrowing Secret, publicKey: [UInt8], ephemeralKey: [UInt8], deviceKey: [UInt8]
    ) -> Secret? {
        guard let shared = try? X25519.agree(secretKey: secretKey, publicKey: publicKey) else { return nil }
        return BLAKE2b.secret(
            (ephemeralKey + deviceKey).rawSpan, count: 32, personalisation: "leapp-v1-x25519", key: shared.bytes)
    }
}
