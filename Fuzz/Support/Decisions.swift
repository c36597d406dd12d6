/// The fuzzer's bytes as a sequence of choices, from which a target builds what is lawful; zeros follow the last byte.
public struct Decisions {
    private var bytes: ArraySlice<UInt8>

    /// Starts at the first byte.
    public init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

    /// Whether nothing is left to decide with.
    public var isEmpty: Bool { bytes.isEmpty }

    /// The next byte.
    public mutating func byte() -> UInt8 { bytes.popFirst() ?? 0 }

    /// A choice among `count`, at most 256.
    public mutating func below(_ count: Int) -> Int { Int(byte()) % count }

    /// A truth value.
    public mutating func flag() -> Bool { byte() & 1 == 1 }

    /// Up to `count` of the bytes that are left.
    public mutating func take(_ count: Int) -> [UInt8] {
        let part = bytes.prefix(count)
        bytes = bytes.dropFirst(count)
        return Array(part)
    }

    /// Eight bytes as a number.
    public mutating func word() -> UInt64 {
        var word: UInt64 = 0
        for _ in 0..<8 { word = word << 8 | UInt64(byte()) }
        return word
    }
}
