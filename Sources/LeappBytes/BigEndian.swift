extension FixedWidthInteger {
    /// The value's bytes, most significant first.
    @inlinable public var bigEndianBytes: [UInt8] {
        unsafe withUnsafeBytes(of: bigEndian) { unsafe Array($0) }
    }

    /// The value's bytes, least significant first.
    @inlinable public var littleEndianBytes: [UInt8] { unsafe withUnsafeBytes(of: littleEndian) { unsafe Array($0) } }
}
