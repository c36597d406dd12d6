import LeappBytes
import LeappCBOR
import LeappCrypto
import LeappMerge
import LeappState
import LeappVault

/// What a location showed of a vault: the generation and the newest version vector, under a MAC of the data key (spec/format.md
/// section 10).
struct VaultPin {
    let vaultID: VaultID
    let location: String
    let keyID: KeyID
    let versions: VersionVector

    /// The row for the local state, sealed under the generation's key.
    func row(key: DataKey) -> Pin {
        Pin(
            vaultID: vaultID.bytes, location: location, keyID: keyID.bytes, versionVector: encodedVersions,
            mac: VaultPin.mac(of: message, key: key.bytes))
    }

    /// Reads a row; nil where it was not written under this data key of 32 bytes.
    init?(_ row: Pin, key: RawSpan) {
        guard let vaultID = VaultID(row.vaultID), let keyID = KeyID(row.keyID),
            let versions = try? VersionVector(parsing: row.versionVector.rawSpan)
        else { return nil }
        self.init(vaultID: vaultID, location: row.location, keyID: keyID, versions: versions)
        guard constantTimeEqual(VaultPin.mac(of: message, key: key).rawSpan, row.mac.rawSpan) else { return nil }
    }

    init(vaultID: VaultID, location: String, keyID: KeyID, versions: VersionVector) {
        self.vaultID = vaultID
        self.location = location
        self.keyID = keyID
        self.versions = versions
    }

    var encodedVersions: [UInt8] {
        var bytes: [UInt8] = []
        versions.encode(into: &bytes)
        return bytes
    }

    /// `[vault id, key id, location, {rid: hlc}]` in canonical CBOR.
    private var message: [UInt8] {
        var bytes: [UInt8] = []
        bytes.cborArray(count: 4)
        bytes.cbor(bytes: vaultID.bytes)
        bytes.cbor(bytes: keyID.bytes)
        bytes.cbor(text: location)
        versions.encode(into: &bytes)
        return bytes
    }

    private static func mac(of message: [UInt8], key: RawSpan) -> [UInt8] {
        let salt = SubkeyUse.pin.rawValue.littleEndianBytes + [UInt8](repeating: 0, count: 8)
        let subkey = BLAKE2b.secret(RawSpan(), count: 32, personalisation: "leappv1k", salt: salt, key: key)
        return BLAKE2b.hash(message.rawSpan, count: 32, personalisation: "leapp-v1-pin", key: subkey.bytes)
    }
}
