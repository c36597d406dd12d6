import LeappBytes

/// A forward-only reader of the deterministic CBOR subset (spec/format.md section 5) over borrowed bytes.
///
/// Every read checks that the item is written in the one lawful way, so that what was read and is written again gives the same
/// bytes. Nothing is allocated from a count before it was compared with what is left. Depth and the order of keys are checked by
/// ``item(inside:)``; a caller that reads a map by hand checks its keys with ``CBORMapKeys``.
public struct CBORReader: ~Escapable {
    /// How deep arrays and maps may be nested.
    public static let maximumDepth = 16

    let bytes: RawSpan
    /// How many bytes have been consumed.
    public internal(set) var offset = 0

    /// Starts at the first byte of `bytes`.
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan) { self.bytes = bytes }

    /// How many bytes are left.
    public var remaining: Int { bytes.byteCount - offset }

    /// Whether everything has been consumed.
    public var isAtEnd: Bool { offset == bytes.byteCount }

    /// What the next item is; nil at the end.
    public var nextKind: CBORKind? {
        guard offset < bytes.byteCount else { return nil }
        return CBORKind(rawValue: bytes[offset] >> 5)
    }

    /// Refuses bytes that nobody read.
    public func end() throws(CBORError) {
        guard isAtEnd else { throw .trailing(count: remaining) }
    }

    /// Consumes an integer of zero or more; it fits an `Int64`.
    @_lifetime(self: copy self)
    public mutating func unsigned() throws(CBORError) -> UInt64 { try head(.unsigned) }

    /// Consumes an integer.
    @_lifetime(self: copy self)
    public mutating func integer() throws(CBORError) -> Int64 {
        if nextKind == .negative { return -1 - Int64(try head(.negative)) }
        return Int64(try head(.unsigned))
    }

    /// Consumes a byte string.
    @_lifetime(copy self)
    public mutating func byteString() throws(CBORError) -> RawSpan {
        let start = offset
        let length = try head(.bytes)
        return try content(length, of: start)
    }

    /// Consumes a text string and returns its UTF-8, which has been checked.
    @_lifetime(copy self)
    public mutating func textBytes() throws(CBORError) -> RawSpan {
        let start = offset
        let length = try head(.text)
        let text = try content(length, of: start)
        guard text.isUTF8 else { throw .invalidText(at: start) }
        return text
    }

    /// Consumes a text string; for what is not secret.
    @_lifetime(self: copy self)
    public mutating func text() throws(CBORError) -> String {
        let bytes = try textBytes()
        return unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// Consumes a truth value.
    @_lifetime(self: copy self)
    public mutating func bool() throws(CBORError) -> Bool {
        switch offset < bytes.byteCount ? bytes[offset] : 0 {
        case 0xf4:
            offset += 1
            return false
        case 0xf5:
            offset += 1
            return true
        default: throw .unexpected(at: offset, found: nextKind)
        }
    }

    /// Consumes a null.
    @_lifetime(self: copy self)
    public mutating func null() throws(CBORError) {
        guard isNextNull else { throw .unexpected(at: offset, found: nextKind) }
        offset += 1
    }

    /// Whether the next item is null.
    public var isNextNull: Bool { offset < bytes.byteCount && bytes[offset] == 0xf6 }

    /// Consumes an array's head and returns how many items follow; no more than bytes are left.
    @_lifetime(self: copy self)
    public mutating func arrayHead() throws(CBORError) -> Int {
        let start = offset
        let count = try head(.array)
        guard count <= UInt64(remaining) else { throw .truncated(at: start) }
        return Int(count)
    }

    /// Consumes a map's head and returns how many pairs follow; no more than half as many as bytes are left.
    @_lifetime(self: copy self)
    public mutating func mapHead() throws(CBORError) -> Int {
        let start = offset
        let count = try head(.map)
        guard count <= UInt64(remaining) / 2 else { throw .truncated(at: start) }
        return Int(count)
    }

    /// The argument of a head of `kind`, in shortest form and no greater than `Int64.max`.
    @_lifetime(self: copy self)
    mutating func head(_ kind: CBORKind) throws(CBORError) -> UInt64 {
        guard offset < bytes.byteCount else { throw .unexpected(at: offset, found: nil) }
        let first = bytes[offset]
        guard first >> 5 == kind.rawValue else { throw .unexpected(at: offset, found: CBORKind(rawValue: first >> 5)) }
        return try argument(first)
    }

    /// Consumes a head whose first byte is `first`.
    @_lifetime(self: copy self)
    mutating func argument(_ first: UInt8) throws(CBORError) -> UInt64 {
        let start = offset
        let short = first & 31
        if short < 24 {
            offset += 1
            return UInt64(short)
        }
        guard short < 28 else { throw .unsupported(at: start) }
        let width = 1 << Int(short - 24)
        guard width < remaining else { throw .truncated(at: start) }
        var value: UInt64 = 0
        for index in 1...width { value = value << 8 | UInt64(bytes[start + index]) }
        let least: UInt64 = width == 1 ? 24 : 1 << UInt64(width * 4)
        guard value >= least else { throw .notShortest(at: start) }
        guard value <= UInt64(Int64.max) else { throw .outOfRange(at: start) }
        offset = start + 1 + width
        return value
    }

    /// The next `length` bytes, of the string that starts at `start`.
    @_lifetime(copy self)
    private mutating func content(_ length: UInt64, of start: Int) throws(CBORError) -> RawSpan {
        guard length <= UInt64(remaining) else { throw .truncated(at: start) }
        let part = bytes.extracting(offset..<(offset + Int(length)))
        offset += Int(length)
        return part
    }
}
