import LeappBytes
import LeappCrypto

@testable import LeappVault

/// The randoms of the vectors: each has a name, and its bytes are a hash of the name.
enum Named {
    static func bytes(_ name: String, _ count: Int) -> [UInt8] {
        BLAKE2b.hash(Array(name.utf8).rawSpan, count: count, personalisation: "leapp-fixture")
    }

    static func secret(_ name: String, _ count: Int) -> Secret { Secret(copying: bytes(name, count).rawSpan) }

    static func slot(_ name: String) -> SlotMaker.Name {
        guard let id = SlotID(bytes("\(name) id", 8)) else { preconditionFailure("8 bytes") }
        return SlotMaker.Name(id: id, nonce: bytes("\(name) nonce", 24))
    }

    static let vaultID: VaultID = vaultID("vault id")
    static let dataKey: DataKey = dataKey("data key")

    static func vaultID(_ name: String) -> VaultID {
        guard let id = VaultID(bytes(name, 16)) else { preconditionFailure("16 bytes") }
        return id
    }

    static func dataKey(_ name: String) -> DataKey {
        guard let key = DataKey(secret(name, 32)) else { preconditionFailure("32 bytes") }
        return key
    }
}
