import LeappBytes
import LeappCBOR

/// What is public about a file: everything before its MAC (spec/format.md section 3).
public struct VaultHeader: Sendable, Equatable {
    /// The only suite there is: Argon2id, BLAKE2b, XChaCha20-Poly1305, X25519.
    static let suite: UInt64 = 1
    /// Keys of the header map that this program understands.
    static let knownKeys: ClosedRange<UInt64> = 1...7
    /// How long the map may be.
    static let lengths: ClosedRange<UInt32> = 1...65536
    /// How many bytes the nonce has.
    static let nonceCount = 24
    /// How many slots a wrong passphrase may be tried against.
    public static let passphraseSlots = 4

    /// The minor version; any is read.
    public let minor: UInt16
    /// The vault's name.
    public let vaultID: VaultID
    /// The key generation's name.
    public let keyID: KeyID
    /// The nonce of the payload.
    let nonce: [UInt8]
    /// How long the plaintext is, padding included.
    public let paddedLength: Int
    /// The keyslots, in the file's order.
    public let slots: [Slot]
    /// Keys of the map that a reader must understand.
    public let critical: [UInt64]
    /// Entries of later programs.
    public let extensions: [HeaderExtension]

    init(
        minor: UInt16, vaultID: VaultID, keyID: KeyID, nonce: [UInt8], paddedLength: Int, slots: [Slot], critical: [UInt64],
        extensions: [HeaderExtension]
    ) {
        self.minor = minor
        self.vaultID = vaultID
        self.keyID = keyID
        self.nonce = nonce
        self.paddedLength = paddedLength
        self.slots = slots
        self.critical = critical
        self.extensions = extensions
    }

    /// Reads the header map of a file of `kind`.
    init(parsing bytes: RawSpan, minor: UInt16, kind: ContainerKind) throws(VaultError) {
        do {
            var reader = CBORReader(bytes)
            _ = try reader.item()
            try reader.end()
        } catch {
            throw .header(.encoding(error))
        }
        let suite: UInt64
        do {
            var fields = HeaderFields(bytes)
            try fields.expect(1, of: fields.begin())
            suite = try fields.unsigned()
        } catch {
            throw .header(error)
        }
        guard suite == VaultHeader.suite else { throw .unsupportedSuite(suite) }
        do {
            try self.init(suiteOne: bytes, minor: minor, kind: kind)
        } catch {
            throw .header(error)
        }
        for key in critical where !VaultHeader.knownKeys.contains(key) { throw .needsNewer(headerKey: key) }
    }

    private init(suiteOne bytes: RawSpan, minor: UInt16, kind: ContainerKind) throws(HeaderFault) {
        var fields = HeaderFields(bytes)
        let count = try fields.begin()
        try fields.expect(1, of: count)
        _ = try fields.unsigned()
        try fields.expect(2, of: count)
        guard let vaultID = VaultID(try fields.bytes(VaultID.byteCount)) else { throw .missingKey(2) }
        try fields.expect(3, of: count)
        guard let keyID = KeyID(try fields.bytes(KeyID.byteCount)) else { throw .missingKey(3) }
        try fields.expect(4, of: count)
        let nonce = try fields.bytes(24)
        try fields.expect(5, of: count)
        let paddedLength = try fields.unsigned()
        guard paddedLength <= Int.max, Padding.lengths.contains(Int(paddedLength)) else { throw .paddedLength(paddedLength) }
        try fields.expect(6, of: count)
        let slots = try VaultHeader.slots(&fields, kind: kind)
        try fields.expect(7, of: count)
        let critical = try VaultHeader.critical(&fields)
        var extensions: [HeaderExtension] = []
        for _ in Int(VaultHeader.knownKeys.upperBound)..<count {
            let key = try fields.key()
            guard key >= HeaderExtension.firstKey else { throw .unknownKey(key) }
            extensions.append(HeaderExtension(key: key, value: Array(try fields.item())))
        }
        for key in critical where !VaultHeader.knownKeys.contains(key) && !extensions.contains(where: { $0.key == key }) {
            throw .criticalAbsent(key)
        }
        self.init(
            minor: minor, vaultID: vaultID, keyID: keyID, nonce: nonce, paddedLength: Int(paddedLength), slots: slots,
            critical: critical, extensions: extensions)
    }

    private static func slots(_ fields: inout HeaderFields, kind: ContainerKind) throws(HeaderFault) -> [Slot] {
        let count = try fields.array()
        guard kind.slotCounts.contains(count) else { throw .slotCount(count) }
        var slots: [Slot] = []
        for _ in 0..<count {
            let slot = try Slot(parsing: fields.map())
            if let last = slots.last, last.id >= slot.id { throw .slotOrder(slot.id) }
            slots.append(slot)
        }
        let passphrases = slots.count { $0.kind.type == 1 }
        guard passphrases <= passphraseSlots else { throw .passphraseSlotCount(passphrases) }
        return slots
    }

    private static func critical(_ fields: inout HeaderFields) throws(HeaderFault) -> [UInt64] {
        var critical: [UInt64] = []
        for _ in 0..<(try fields.array()) {
            let key = try fields.unsigned()
            if let last = critical.last, last >= key { throw .criticalOrder(key) }
            critical.append(key)
        }
        return critical
    }

    /// The header map.
    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.cborMap(count: Int(VaultHeader.knownKeys.upperBound) + extensions.count)
        bytes.cbor(unsigned: 1)
        bytes.cbor(unsigned: VaultHeader.suite)
        bytes.cbor(unsigned: 2)
        bytes.cbor(bytes: vaultID.bytes)
        bytes.cbor(unsigned: 3)
        bytes.cbor(bytes: keyID.bytes)
        bytes.cbor(unsigned: 4)
        bytes.cbor(bytes: nonce)
        bytes.cbor(unsigned: 5)
        bytes.cbor(unsigned: UInt64(paddedLength))
        bytes.cbor(unsigned: 6)
        bytes += slots.encoded
        bytes.cbor(unsigned: 7)
        bytes.cborArray(count: critical.count)
        for key in critical { bytes.cbor(unsigned: key) }
        for entry in extensions {
            bytes.cbor(unsigned: entry.key)
            bytes.append(contentsOf: entry.value)
        }
        return bytes
    }
}
