public import LeappCrypto

/// The vault's random name; it never changes.
public struct VaultID: Hashable, Sendable {
    /// How many bytes it has.
    public static let byteCount = 16

    /// The raw bytes.
    public let bytes: [UInt8]

    /// Takes 16 bytes; nil for another number.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == VaultID.byteCount else { return nil }
        self.bytes = bytes
    }

    /// A new random one.
    public init(_ randomness: Randomness) { bytes = randomness.bytes(VaultID.byteCount) }
}
