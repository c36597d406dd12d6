import LeappBytes
public import LeappCrypto

/// A whole file whose framing, checksum and header were found right; nothing of it is authenticated before ``open(with:)``.
public struct VaultImage: Sendable {
    /// No lawful file is longer, in bytes; a reader refuses longer ones before it reads them.
    public static let maximumSize = Framing.overhead + Int(VaultHeader.lengths.upperBound) + Padding.lengths.upperBound

    /// The file.
    public let bytes: [UInt8]
    /// Which file it is.
    public let kind: ContainerKind
    /// What its header says.
    public let header: VaultHeader
    private let framing: Framing

    /// Checks framing, length, checksum and header, in this order (spec/format.md section 9).
    public init(parsing bytes: [UInt8], kind: ContainerKind = .vault) throws(VaultError) {
        try self.init(bytes, kind: kind) { framing in
            let checksum = Framing.checksum(of: bytes.rawSpan.extracting(0..<framing.checksum.lowerBound))
            return bytes.rawSpan.extracting(framing.checksum).isEqual(to: checksum.rawSpan)
        }
    }

    /// Checks the same of a file that was just made, but for its checksum, which was computed over these very bytes.
    init(sealed bytes: [UInt8], kind: ContainerKind) throws(VaultError) {
        try self.init(bytes, kind: kind) { _ in true }
    }

    private init(_ bytes: [UInt8], kind: ContainerKind, isWhole: (Framing) -> Bool) throws(VaultError) {
        let span = bytes.rawSpan
        let framing = try Framing(parsing: span, kind: kind)
        let header: Result<VaultHeader, VaultError>
        do throws(VaultError) {
            let found = try VaultHeader(parsing: span.extracting(framing.header), minor: framing.minor, kind: kind)
            guard found.paddedLength <= framing.paddedLength else {
                let needed = bytes.count - framing.paddedLength + found.paddedLength
                throw VaultError.truncated(size: bytes.count, needed: needed)
            }
            guard found.paddedLength == framing.paddedLength else {
                throw VaultError.trailing(count: framing.paddedLength - found.paddedLength)
            }
            header = .success(found)
        } catch {
            switch error {
            case .truncated, .trailing: throw error
            default: header = .failure(error)
            }
        }
        guard isWhole(framing) else { throw .corrupt }
        self.header = try header.get()
        self.framing = framing
        self.kind = kind
        self.bytes = bytes
    }

    /// How many bytes at the start of the file are in no other file that was ever sealed: those up to the header's MAC.
    public var markedCount: Int { framing.mac.upperBound }

    /// The MAC of the header, which is different in every file that was ever sealed.
    public var headerMAC: [UInt8] { Array(bytes[framing.mac]) }

    /// The payload's bytes; `key` must be this generation's.
    ///
    /// Header MAC, seal and padding are checked in this order; nothing is given out before all are right. The slice is a part of
    /// the decrypted plaintext, so that no further copy of it is made.
    public func open(with key: DataKey) throws(VaultError) -> SecretSlice {
        let span = bytes.rawSpan
        guard key.keyID == header.keyID else { throw .headerForged }
        let mac = Framing.mac(of: span.extracting(0..<framing.header.upperBound), key: key.subkey(kind.headerKey))
        guard mac.isEqual(to: span.extracting(framing.mac)) else { throw .headerForged }
        let plaintext: Secret
        do {
            plaintext = try XChaCha20Poly1305.open(
                span.extracting(framing.ciphertext), key: key.subkey(kind.payloadKey), nonce: header.nonce,
                associatedData: span.extracting(framing.mac))
        } catch {
            throw .payloadForged
        }
        let range = try Padding.payloadRange(in: plaintext)
        return SecretSlice(SecretArena(plaintext), range)
    }
}
