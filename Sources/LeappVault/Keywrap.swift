import LeappBytes
import LeappCrypto

/// How a secret of 32 bytes wraps the data key, the same for every type of slot (spec/format.md section 4.5).
///
/// The context names the generation and the slot with all its parameters, so that a slot is of no use anywhere else.
struct Keywrap: ~Copyable {
    private let key: Secret
    private let commitment: Secret

    /// Derives wrapping key and commitment from `secret`, which belongs to this slot only if the commitment says so.
    init(secret: borrowing Secret, vaultID: VaultID, keyID: KeyID, slot: SlotID, kind: SlotKind) {
        var context: [UInt8] = [1]
        context += vaultID.bytes
        context += keyID.bytes
        context.append(kind.type)
        context += slot.bytes
        context += BLAKE2b.hash(kind.encodedParameters.rawSpan, count: 32, personalisation: "")
        let output = BLAKE2b.secret(context.rawSpan, count: 64, personalisation: "leapp-v1-slot", key: secret.bytes)
        key = Secret(copying: output.bytes.extracting(0..<32))
        commitment = Secret(copying: output.bytes.extracting(32..<64))
    }

    /// Whether `slot` was made with this secret.
    borrowing func isCommitted(in slot: Slot) -> Bool { commitment.isEqual(to: slot.commitment.rawSpan) }

    /// The data key in `slot`.
    borrowing func unwrap(_ slot: Slot) throws(VaultError) -> DataKey {
        do {
            let opened = try XChaCha20Poly1305.open(
                slot.wrapped.rawSpan, key: key, nonce: slot.nonce, associatedData: RawSpan())
            if let dataKey = DataKey(opened) { return dataKey }
        } catch {
            throw .slotTampered(slot.id)
        }
        throw .slotTampered(slot.id)
    }

    /// The slot with `dataKey` in it.
    borrowing func wrap(_ dataKey: DataKey, id: SlotID, kind: SlotKind, nonce: [UInt8]) -> Slot {
        Slot(
            id: id, kind: kind, commitment: Array(commitment.bytes), nonce: nonce,
            wrapped: XChaCha20Poly1305.seal(dataKey.bytes, key: key, nonce: nonce, associatedData: RawSpan()))
    }
}
