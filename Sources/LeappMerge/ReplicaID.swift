import LeappBytes

/// Names one writer: random, minted per installation and vault (spec/merge.md section 4).
public struct ReplicaID: Hashable, Sendable {
    private let value: UInt64

    /// Takes 8 bytes; nil for any other number.
    public init?(bytes: [UInt8]) { self.init(bytes.rawSpan) }

    /// Takes 8 bytes; nil for any other number.
    public init?(_ bytes: RawSpan) {
        var cursor = ByteCursor(bytes)
        guard bytes.byteCount == 8, let value = try? cursor.bigEndian(UInt64.self) else { return nil }
        self.value = value
    }

    /// Writes the id as a byte string.
    func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.append(0x48)
        sink.append(bigEndian: value)
    }

    /// The 8 bytes.
    public var bytes: [UInt8] { value.bigEndianBytes }
}

extension ReplicaID: Comparable {
    public static func < (left: ReplicaID, right: ReplicaID) -> Bool { left.value < right.value }
}

extension ByteSink where Self: ~Copyable {
    /// Appends a number's bytes, most significant first.
    mutating func append(bigEndian value: UInt64) {
        for shift in stride(from: UInt64(56), through: 0, by: -8) { append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
}
