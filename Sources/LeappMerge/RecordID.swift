import LeappBytes

/// Names one record in a vault: 16 bytes, derived from what the record is or random (spec/format.md section 7.2).
public struct RecordID: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    /// Takes 16 bytes; nil for any other number.
    public init?(bytes: [UInt8]) { self.init(bytes.rawSpan) }

    /// Takes 16 bytes; nil for any other number.
    public init?(_ bytes: RawSpan) {
        var cursor = ByteCursor(bytes)
        guard bytes.byteCount == 16, let high = try? cursor.bigEndian(UInt64.self),
            let low = try? cursor.bigEndian(UInt64.self)
        else { return nil }
        self.high = high
        self.low = low
    }

    /// Reads 32 hexadecimal digits of either case; nil for anything else.
    public init?(hex: some StringProtocol) {
        guard let bytes = [UInt8](hex: hex) else { return nil }
        self.init(bytes: bytes)
    }

    /// The 16 bytes.
    public var bytes: [UInt8] { unsafe withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { unsafe Array($0) } }

    /// How many bytes ``encode(into:)`` writes.
    static let encodedCount = 17

    /// Writes the id as a byte string.
    func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.append(0x50)
        sink.append(bigEndian: high)
        sink.append(bigEndian: low)
    }

    /// 32 lower-case hexadecimal digits.
    public var hex: String { bytes.hex }
}

extension RecordID: Comparable {
    public static func < (left: RecordID, right: RecordID) -> Bool { (left.high, left.low) < (right.high, right.low) }
}
