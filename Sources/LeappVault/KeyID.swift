import LeappBytes
import LeappCrypto

/// Which data key a file is sealed with: `BLAKE2b-128(key=data key, person="leapp-v1-keyid")` (spec/format.md section 6).
public struct KeyID: Hashable, Sendable {
    /// How many bytes it has.
    public static let byteCount = 16

    /// The raw bytes.
    public let bytes: [UInt8]

    /// Takes 16 bytes; nil for another number.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == KeyID.byteCount else { return nil }
        self.bytes = bytes
    }

    init(of dataKey: borrowing Secret) {
        bytes = BLAKE2b.hash(RawSpan(), count: KeyID.byteCount, personalisation: "leapp-v1-keyid", key: dataKey.bytes)
    }
}
