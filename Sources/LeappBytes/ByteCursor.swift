/// A forward-only reader over borrowed bytes.
///
/// Every read is checked against what is left, so a length that a stranger wrote can never reach outside the input;
/// arithmetic on such lengths does not trap. The unsafe loads of `RawSpan` stay inside this type.
public struct ByteCursor: ~Escapable {
    private let bytes: RawSpan
    /// How many bytes have been consumed.
    public private(set) var offset = 0

    /// Starts at the first byte of `bytes`.
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan) { self.bytes = bytes }

    /// How many bytes are left.
    public var remaining: Int { bytes.byteCount - offset }

    /// Whether everything has been consumed.
    public var isAtEnd: Bool { offset == bytes.byteCount }

    /// The next byte, not consumed; nil at the end.
    public var peek: UInt8? {
        guard offset < bytes.byteCount else { return nil }
        return unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    /// Consumes one byte.
    @_lifetime(self: copy self)
    public mutating func byte() throws(ByteError) -> UInt8 {
        guard let value = peek else { throw .truncated(at: offset, needed: 1) }
        offset += 1
        return value
    }

    /// Consumes a big-endian integer of the width of `type`.
    @_lifetime(self: copy self)
    public mutating func bigEndian<Value: FixedWidthInteger & BitwiseCopyable>(_ type: Value.Type) throws(ByteError) -> Value {
        let width = MemoryLayout<Value>.size
        guard width <= remaining else { throw .truncated(at: offset, needed: width) }
        let value = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: Value.self)
        offset += width
        return Value(bigEndian: value)
    }

    /// Consumes `count` bytes and returns them as a span over the same input.
    @_lifetime(copy self)
    public mutating func span(_ count: Int) throws(ByteError) -> RawSpan {
        guard count >= 0, count <= remaining else { throw .truncated(at: offset, needed: count) }
        let part = bytes.extracting(offset..<(offset + count))
        offset += count
        return part
    }

    /// Consumes `count` bytes and copies them; for what is not secret.
    @_lifetime(self: copy self)
    public mutating func array(_ count: Int) throws(ByteError) -> [UInt8] {
        let part = try span(count)
        return Array(part)
    }

    /// Consumes everything that is left.
    @_lifetime(copy self)
    public mutating func rest() -> RawSpan {
        let part = bytes.extracting(offset..<bytes.byteCount)
        offset = bytes.byteCount
        return part
    }

    /// Refuses bytes that nobody read.
    public func end() throws(ByteError) {
        guard isAtEnd else { throw .trailing(count: remaining) }
    }
}

/// What can be wrong with bytes before their meaning is looked at.
public enum ByteError: Error, Equatable, Sendable {
    /// The input ended: `needed` more bytes were asked for at offset `at`.
    case truncated(at: Int, needed: Int)
    /// `count` bytes were left over.
    case trailing(count: Int)
}
