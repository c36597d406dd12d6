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

    /// A whole vault file with `plaintext`, whose payload is CBOR.
    public func seal(_ plaintext: borrowing Plaintext, randomness: Randomness) throws(VaultError) -> VaultImage {
        try seal(plaintext, kind: .vault, randomness)
    }

    /// The bytes of a vault file with `payload`.
    public func seal(payload: RawSpan, randomness: Randomness) throws(VaultError) -> [UInt8] {
        try seal(Plaintext(copying: payload), randomness: randomness).bytes
    }

    /// The bytes of a sidecar with `payload`: a file of this machine under the same data key, without keyslots.
    public func sealSidecar(payload: RawSpan, randomness: Randomness) throws(VaultError) -> [UInt8] {
        let sidecar = KeyGeneration(vaultID: vaultID, dataKey: dataKey, slots: [])
        return try sidecar.seal(Plaintext(copying: payload), kind: .sidecar, randomness).bytes
    }

    /// The bytes of a file; two payloads under one nonce give each other away, so vectors alone come here with one of their own.
    func seal(payload: RawSpan, nonce: [UInt8], kind: ContainerKind = .vault) throws(VaultError) -> [UInt8] {
        try seal(Plaintext(copying: payload), nonce: nonce, kind: kind).bytes
    }

    /// The file up to its MAC.
    func start(nonce: [UInt8], paddedLength: Int, kind: ContainerKind) throws(VaultError) -> [UInt8] {
        guard kind.slotCounts.contains(slots.count) else { throw .tooManySlots(count: slots.count) }
        let header = VaultHeader(
            minor: minor, vaultID: vaultID, keyID: dataKey.keyID, nonce: nonce, paddedLength: paddedLength, slots: slots,
            critical: critical, extensions: extensions
        ).encoded
        guard header.count <= Int(VaultHeader.lengths.upperBound) else { throw .tooManySlots(count: slots.count) }
        var start = kind.magic
        start += Framing.major.bigEndianBytes
        start += minor.bigEndianBytes
        start += UInt32(header.count).bigEndianBytes
        start += header
        return start
    }

    private func seal(
        _ plaintext: borrowing Plaintext, kind: ContainerKind, _ randomness: Randomness
    ) throws(VaultError) -> VaultImage {
        try seal(plaintext, nonce: nonce(for: plaintext, kind: kind, randomness), kind: kind)
    }

    private func seal(_ plaintext: borrowing Plaintext, nonce: [UInt8], kind: ContainerKind) throws(VaultError) -> VaultImage {
        var start = try start(nonce: nonce, paddedLength: plaintext.secret.count, kind: kind)
        let mac = Array(Framing.mac(of: start.rawSpan, key: dataKey.subkey(kind.headerKey)).bytes)
        start += mac
        let key = dataKey.subkey(kind.payloadKey)
        let sealed = start.count..<(start.count + plaintext.secret.count + XChaCha20Poly1305.overhead)
        var file = unsafe [UInt8](unsafeUninitializedCapacity: sealed.upperBound + Framing.checksumCount) { file, count in
            let file = UnsafeMutableRawBufferPointer(file)
            unsafe file.copyBytes(from: start)
            unsafe XChaCha20Poly1305.seal(
                plaintext.secret.bytes, key: key, nonce: nonce, associatedData: mac.rawSpan,
                into: UnsafeMutableRawBufferPointer(rebasing: file[sealed]))
            count = sealed.upperBound
        }
        file += Framing.checksum(of: file.rawSpan)
        return try VaultImage(sealed: file, kind: kind)
    }
}
