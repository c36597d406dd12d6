public import LeappCrypto

/// The random name of a keyslot inside its key generation.
public struct SlotID: Hashable, Comparable, Sendable {
    /// How many bytes it has.
    public static let byteCount = 8

    /// The raw bytes.
    public let bytes: [UInt8]

    /// Takes 8 bytes; nil for another number.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == SlotID.byteCount else { return nil }
        self.bytes = bytes
    }

    /// A new random one.
    public init(_ randomness: Randomness) { bytes = randomness.bytes(SlotID.byteCount) }

    /// Bytewise order, in which slots lie in a header.
    public static func < (left: SlotID, right: SlotID) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
}
