public import LeappBytes

extension ByteSink where Self: ~Copyable {
    /// Appends an integer of zero or more, which fits an `Int64`.
    public mutating func cbor(unsigned value: UInt64) {
        precondition(value <= UInt64(Int64.max), "integers fit 64 bits with a sign")
        cborHead(.unsigned, value)
    }

    /// Appends an integer.
    public mutating func cbor(integer value: Int64) {
        if value >= 0 { cborHead(.unsigned, UInt64(value)) } else { cborHead(.negative, UInt64(-1 - value)) }
    }

    /// Appends a byte string.
    public mutating func cbor(bytes: RawSpan) {
        cborHead(.bytes, UInt64(bytes.byteCount))
        append(bytes)
    }

    /// Appends a byte string of public bytes.
    public mutating func cbor(bytes: [UInt8]) { cbor(bytes: bytes.rawSpan) }

    /// Appends a public text.
    public mutating func cbor(text: String) {
        let utf8 = Array(text.utf8)
        cborHead(.text, UInt64(utf8.count))
        append(utf8.rawSpan)
    }

    /// Appends a text from its UTF-8, which the caller knows to be well formed.
    public mutating func cbor(textBytes: RawSpan) {
        cborHead(.text, UInt64(textBytes.byteCount))
        append(textBytes)
    }

    /// Appends the head of an array; `count` items follow.
    public mutating func cborArray(count: Int) { cborHead(.array, UInt64(count)) }

    /// Appends the head of a map; `count` pairs follow, keys of one type in ascending bytewise order.
    public mutating func cborMap(count: Int) { cborHead(.map, UInt64(count)) }

    /// Appends a truth value.
    public mutating func cbor(bool: Bool) { append(bool ? 0xf5 as UInt8 : 0xf4) }

    /// Appends a null.
    public mutating func cborNull() { append(0xf6 as UInt8) }

    private mutating func cborHead(_ kind: CBORKind, _ value: UInt64) {
        let major = kind.rawValue << 5
        let width: Int
        switch value {
        case 0..<24:
            append(major | UInt8(value))
            return
        case 0..<0x100: width = 1
        case 0..<0x1_0000: width = 2
        case 0..<0x1_0000_0000: width = 4
        default: width = 8
        }
        append(major | UInt8(24 + width.trailingZeroBitCount))
        for index in (0..<width).reversed() { append(UInt8(truncatingIfNeeded: value >> UInt64(index * 8))) }
    }
}
