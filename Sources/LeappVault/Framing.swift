import LeappBytes
import LeappCrypto

/// Where the parts of a file lie: `magic ‖ major ‖ minor ‖ H ‖ header ‖ MAC ‖ ciphertext ‖ checksum` (spec/format.md section 2).
struct Framing {
    static let major: UInt16 = 1
    static let headerStart = 16
    static let macCount = 32
    static let checksumCount = 16
    /// What is not header or plaintext.
    static let overhead = headerStart + macCount + XChaCha20Poly1305.overhead + checksumCount

    let minor: UInt16
    let header: Range<Int>
    let mac: Range<Int>
    let ciphertext: Range<Int>
    let checksum: Range<Int>

    /// Finds the parts of a file of `kind`, from the first bytes on; nothing but lengths and constants is looked at.
    init(parsing bytes: RawSpan, kind: ContainerKind) throws(VaultError) {
        try Framing.checkMagic(bytes, kind.magic)
        guard bytes.byteCount >= Framing.headerStart else {
            try Framing.checkMajor(bytes)
            throw .truncated(size: bytes.byteCount, needed: Framing.headerStart)
        }
        try Framing.checkMajor(bytes)
        var cursor = ByteCursor(bytes.extracting(10..<Framing.headerStart))
        let length: UInt32
        do {
            minor = try cursor.bigEndian(UInt16.self)
            length = try cursor.bigEndian(UInt32.self)
        } catch {
            throw .truncated(size: bytes.byteCount, needed: Framing.headerStart)
        }
        guard VaultHeader.lengths.contains(length) else { throw .header(.length(length)) }
        let least = Framing.overhead + Int(length) + Padding.lengths.lowerBound
        guard bytes.byteCount >= least else { throw .truncated(size: bytes.byteCount, needed: least) }
        let most = Framing.overhead + Int(length) + Padding.lengths.upperBound
        guard bytes.byteCount <= most else { throw .trailing(count: bytes.byteCount - most) }
        header = Framing.headerStart..<(Framing.headerStart + Int(length))
        mac = header.upperBound..<(header.upperBound + Framing.macCount)
        checksum = (bytes.byteCount - Framing.checksumCount)..<bytes.byteCount
        ciphertext = mac.upperBound..<checksum.lowerBound
    }

    /// How long a plaintext the file has room for.
    var paddedLength: Int { ciphertext.count - XChaCha20Poly1305.overhead }

    /// The unkeyed hash at the end, which tells damage from forgery.
    static func checksum(of bytes: RawSpan) -> [UInt8] {
        BLAKE2b.hash(bytes, count: checksumCount, personalisation: "leapp-v1-sum")
    }

    /// The keyed hash of everything before it.
    static func mac(of bytes: RawSpan, key: borrowing Secret) -> Secret {
        BLAKE2b.secret(bytes, count: macCount, personalisation: "leapp-v1-header", key: key.bytes)
    }

    private static func checkMagic(_ bytes: RawSpan, _ magic: [UInt8]) throws(VaultError) {
        let seen = Array(bytes.extracting(0..<min(bytes.byteCount, magic.count)))
        if seen == magic { return }
        if magic.starts(with: seen) { throw .truncated(size: bytes.byteCount, needed: headerStart) }
        let name = magic[1..<4]
        let rewritten: [[UInt8]] = [[0x89], [0x09], [0xc2, 0x89], [0xef, 0xbf, 0xbd]]
        if rewritten.contains(where: { seen.starts(with: $0 + name) }) { throw .mangled }
        throw .notAVault
    }

    private static func checkMajor(_ bytes: RawSpan) throws(VaultError) {
        guard bytes.byteCount >= 10 else { return }
        let found = UInt16(bytes[8]) << 8 | UInt16(bytes[9])
        guard found == major else { throw .unsupportedMajor(found) }
    }
}
