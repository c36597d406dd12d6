import LeappBytes
import LeappCrypto
import LeappMerge
import LeappVault

/// A hash of what every file of a key generation has in common beside the key: its slots and its ancestors (spec/format.md
/// section 10). Whoever has the data key can seal a file with others; the fingerprint tells.
struct GenerationFingerprint: Equatable {
    let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Slots and ancestors as a file of the generation has them, ascending.
    init(slots: [Slot], ancestors: [Ancestor], key: DataKey) {
        var encoded = SecretWriter(capacity: ancestors.greatestSize)
        ancestors.encode(into: &encoded)
        let ancestors = encoded.finish()
        var hash = BLAKE2b(
            count: 32, personalisation: "leapp-v1-gen", key: key.subkey(SubkeyUse.pin.rawValue).bytes)
        hash.update(slots.encoded)
        hash.update(ancestors.bytes)
        bytes = Array(hash.finish().bytes)
    }
}
