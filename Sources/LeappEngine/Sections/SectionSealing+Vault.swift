import LeappBytes
import LeappCrypto
import LeappMerge
import LeappVault

/// Bytes that were set aside cannot be unsealed with this vault's keys.
struct ForeignSeal: Error {}

extension SectionSealing {
    /// Seals under subkey 8 of the vault's data key: `key id (16) ‖ nonce (24) ‖ XChaCha20-Poly1305`, the key id as associated data.
    ///
    /// What an earlier key generation sealed is opened with the data key that the vault keeps of it (format.md section 6, "gen").
    init(_ vault: OpenVault, randomness: Randomness) {
        let key = vault.key
        self.init(
            seal: { bytes in
                let nonce = randomness.bytes(24)
                let keyID = key.keyID.bytes
                let sealed = XChaCha20Poly1305.seal(
                    bytes, key: key.subkey(8), nonce: nonce, associatedData: keyID.rawSpan)
                return keyID + nonce + sealed
            },
            unseal: { sealed in
                guard sealed.count >= 40 + XChaCha20Poly1305.overhead else { throw ForeignSeal() }
                let keyID = Array(sealed[0..<16])
                let generation = try keyID == key.keyID.bytes ? key : SectionSealing.earlierKey(keyID, of: vault)
                return try XChaCha20Poly1305.open(
                    Array(sealed[40...]).rawSpan, key: generation.subkey(8), nonce: Array(sealed[16..<40]),
                    associatedData: keyID.rawSpan)
            })
    }

    private static func earlierKey(_ keyID: [UInt8], of vault: OpenVault) throws -> DataKey {
        guard let ancestor = try vault.payload().ancestors.first(where: { $0.keyID == keyID }),
            let key = DataKey(Secret(copying: ancestor.dataKey.bytes))
        else { throw ForeignSeal() }
        return key
    }
}
