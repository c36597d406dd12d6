import LeappBytes
public import LeappCrypto

/// A data key with the keyslots that open it: what stays the same in every file between two rotations.
public struct KeyGeneration: Sendable {
    /// The vault that it belongs to.
    public let vaultID: VaultID
    /// The key.
    public let dataKey: DataKey
    /// The keyslots, ascending by name.
    public let slots: [Slot]
    let minor: UInt16
    let critical: [UInt64]
    let extensions: [HeaderExtension]

    init(
        vaultID: VaultID, dataKey: DataKey, slots: [Slot], minor: UInt16 = 0, critical: [UInt64] = [],
        extensions: [HeaderExtension] = []
    ) {
        self.vaultID = vaultID
        self.dataKey = dataKey
        self.slots = slots.sorted { $0.id < $1.id }
        self.minor = minor
        self.critical = critical
        self.extensions = extensions
    }

    /// The generation of an opened file, so that its next save carries the same slots and extensions byte for byte.
    public init(of image: VaultImage, key: DataKey) throws(VaultError) {
        guard key.keyID == image.header.keyID else { throw .headerForged }
        self.init(
            vaultID: image.header.vaultID, dataKey: key, slots: image.header.slots, minor: image.header.minor,
            critical: image.header.critical, extensions: image.header.extensions)
    }

    /// A whole vault file with `payload`, which is CBOR.
    ///
    /// The nonce is hashed from 32 random bytes and the payload under a subkey: machines that draw the same random bytes, such as
    /// two copies of one virtual machine, use one nonce twice only for one and the same payload.
    public func seal(payload: RawSpan, randomness: Randomness) throws(VaultError) -> [UInt8] {
        var hash = BLAKE2b(count: 24, personalisation: "leapp-v1-nonce", key: dataKey.subkey(.nonce).bytes)
        hash.update(randomness.bytes(32))
        hash.update(payload)
        return try seal(payload: payload, nonce: Array(hash.finish().bytes))
    }

    /// A sidecar with `payload`: a file of this machine under the same data key, without keyslots.
    public func sealSidecar(payload: RawSpan, randomness: Randomness) throws(VaultError) -> [UInt8] {
        let sidecar = KeyGeneration(vaultID: vaultID, dataKey: dataKey, slots: [])
        var hash = BLAKE2b(count: 24, personalisation: "leapp-v1-nonce", key: dataKey.subkey(.nonce).bytes)
        hash.update(randomness.bytes(32))
        hash.update(payload)
        return try sidecar.seal(payload: payload, nonce: Array(hash.finish().bytes), kind: .sidecar)
    }

    /// A whole file; two payloads under one nonce give each other away, so vectors alone come here with a nonce of their own.
    func seal(payload: RawSpan, nonce: [UInt8], kind: ContainerKind = .vault) throws(VaultError) -> [UInt8] {
        guard kind.slotCounts.contains(slots.count) else { throw .tooManySlots(count: slots.count) }
        let plaintext = try Padding.padded(payload)
        let header = VaultHeader(
            minor: minor, vaultID: vaultID, keyID: dataKey.keyID, nonce: nonce, paddedLength: plaintext.count, slots: slots,
            critical: critical, extensions: extensions
        ).encoded
        guard header.count <= Int(VaultHeader.lengths.upperBound) else { throw .tooManySlots(count: slots.count) }
        var file: [UInt8] = []
        file.reserveCapacity(Framing.overhead + header.count + plaintext.count)
        file += kind.magic
        file += Framing.major.bigEndianBytes
        file += minor.bigEndianBytes
        file += UInt32(header.count).bigEndianBytes
        file += header
        let mac = Array(Framing.mac(of: file.rawSpan, key: dataKey.subkey(kind.headerKey)).bytes)
        file += mac
        file += XChaCha20Poly1305.seal(
            plaintext.bytes, key: dataKey.subkey(kind.payloadKey), nonce: nonce, associatedData: mac.rawSpan)
        file += Framing.checksum(of: file.rawSpan)
        return file
    }
}
