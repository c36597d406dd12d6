extension FixedWidthInteger {
    /// The value's bytes, most significant first.
    public var bigEndianBytes: [UInt8] {
        (0..<(Self.bitWidth / 8)).reversed().map { UInt8(truncatingIfNeeded: self >> Self($0 * 8)) }
    }

    /// The value's bytes, least significant first.
    public var littleEndianBytes: [UInt8] { bigEndianBytes.reversed() }
}
