import LeappBytes
import LeappCBOR
import LeappCrypto
import LeappMerge
import LeappState
import LeappVault

/// What a location showed of a vault: the generation with its fingerprint and the newest version vector, under a MAC of the data
/// key (spec/format.md section 10).
struct VaultPin {
    let vaultID: VaultID
    let location: String
    let keyID: KeyID
    let versions: VersionVector
    /// Nil in a row that an earlier program wrote.
    let fingerprint: GenerationFingerprint?

    /// The row for the local state, sealed under the generation's key.
    func row(key: DataKey) -> Pin {
        Pin(
            vaultID: vaultID.bytes, location: location, keyID: keyID.bytes, versionVector: encodedVersions,
            fingerprint: fingerprint?.bytes, mac: VaultPin.mac(of: message, key: key.bytes))
    }

    /// Reads a row; nil where it was not written under this data key of 32 bytes.
    init?(_ row: Pin, key: RawSpan) {
        guard let vaultID = VaultID(row.vaultID), let keyID = KeyID(row.keyID),
            let versions = try? VersionVector(parsing: row.versionVector.rawSpan)
        else { return nil }
        self.init(
            vaultID: vaultID, location: row.location, keyID: keyID, versions: versions,
            fingerprint: row.fingerprint.map(GenerationFingerprint.init(bytes:)))
        guard constantTimeEqual(VaultPin.mac(of: message, key: key).rawSpan, row.mac.rawSpan) else { return nil }
    }

    init(
        vaultID: VaultID, location: String, keyID: KeyID, versions: VersionVector, fingerprint: GenerationFingerprint?
    ) {
        self.vaultID = vaultID
        self.location = location
        self.keyID = keyID
        self.versions = versions
        self.fingerprint = fingerprint
    }

    /// Whether a file of generation `found` may have this fingerprint, as far as the pin knows it.
    func allows(_ other: GenerationFingerprint, of found: KeyID) -> Bool {
        found != keyID || fingerprint == nil || fingerprint == other
    }

    var encodedVersions: [UInt8] {
        var bytes: [UInt8] = []
        versions.encode(into: &bytes)
        return bytes
    }

    /// `[vault id, key id, location, {rid: hlc}, fingerprint]` in canonical CBOR, without the last where there is none.
    private var message: [UInt8] {
        var bytes: [UInt8] = []
        bytes.cborArray(count: fingerprint == nil ? 4 : 5)
        bytes.cbor(bytes: vaultID.bytes)
        bytes.cbor(bytes: keyID.bytes)
        bytes.cbor(text: location)
        versions.encode(into: &bytes)
        if let fingerprint { bytes.cbor(bytes: fingerprint.bytes) }
        return bytes
    }

    private static func mac(of message: [UInt8], key: RawSpan) -> [UInt8] {
        let salt = SubkeyUse.pin.rawValue.littleEndianBytes + [UInt8](repeating: 0, count: 8)
        let subkey = BLAKE2b.secret(RawSpan(), count: 32, personalisation: "leappv1k", salt: salt, key: key)
        return BLAKE2b.hash(message.rawSpan, count: 32, personalisation: "leapp-v1-pin", key: subkey.bytes)
    }
}
