import LeappBytes
import LeappCrypto
public import LeappMerge

extension RecordID {
    /// The id of the thing with this identity, the same on every machine that finds it:
    /// `BLAKE2b-128(person="leapp-v1-id", msg = vault id ‖ kind ‖ 00 ‖ identity)`.
    ///
    /// `vaultID` is 16 bytes; `identity` is the canonical CBOR of the record's `identity` field.
    public static func derived(vaultID: [UInt8], kind: RecordKind, identity: [UInt8]) -> RecordID {
        let message = vaultID + Array(kind.rawValue.utf8) + [0] + identity
        let hash = BLAKE2b.hash(message.rawSpan, count: 16, personalisation: "leapp-v1-id")
        guard let id = RecordID(bytes: hash) else { preconditionFailure("the hash has 16 bytes") }  // proven: by its size
        return id
    }
}
