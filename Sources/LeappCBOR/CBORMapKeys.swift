import LeappBytes

/// Remembers the last key of a map that is read by hand, to refuse keys that are doubled, out of order or of another type.
///
/// Make one for each map, and read every key of it through one of the reader's `key` calls.
public struct CBORMapKeys {
    fileprivate var last: Range<Int>?

    /// Starts before the first key.
    public init() {}
}

extension CBORReader {
    /// Consumes a key of any lawful type (an integer, bytes or text) and returns the whole item.
    @_lifetime(copy self)
    public mutating func key(_ keys: inout CBORMapKeys) throws(CBORError) -> RawSpan {
        let start = offset
        guard let kind = nextKind else { throw .unexpected(at: start, found: nil) }
        guard kind.rawValue <= CBORKind.text.rawValue else { throw .keyType(at: start) }
        if let last = keys.last, CBORKind(rawValue: bytes[last.lowerBound] >> 5) != kind { throw .keyType(at: start) }
        _ = try item()
        let range = start..<offset
        if let last = keys.last, bytes.extracting(last).compare(to: bytes.extracting(range)) >= 0 { throw .keyOrder(at: start) }
        keys.last = range
        return bytes.extracting(range)
    }

    /// Consumes a key that is an integer of zero or more.
    @_lifetime(self: copy self)
    public mutating func unsignedKey(_ keys: inout CBORMapKeys) throws(CBORError) -> UInt64 {
        guard nextKind == .unsigned else { throw .unexpected(at: offset, found: nextKind) }
        var reader = CBORReader(try key(&keys))
        return try reader.unsigned()
    }

    /// Consumes a key that is a text and returns its UTF-8.
    @_lifetime(copy self)
    public mutating func textKey(_ keys: inout CBORMapKeys) throws(CBORError) -> RawSpan {
        guard nextKind == .text else { throw .unexpected(at: offset, found: nextKind) }
        var reader = CBORReader(try key(&keys))
        _ = try reader.head(.text)
        return reader.bytes.extracting(reader.offset..<reader.bytes.byteCount)
    }

    /// Consumes a key that is a byte string and returns its content.
    @_lifetime(copy self)
    public mutating func bytesKey(_ keys: inout CBORMapKeys) throws(CBORError) -> RawSpan {
        guard nextKind == .bytes else { throw .unexpected(at: offset, found: nextKind) }
        var reader = CBORReader(try key(&keys))
        return try reader.byteString()
    }
}
