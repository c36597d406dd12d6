import LeappBytes
import LeappCBOR

/// Reads a map of the header with keys in their fixed order, and says what is wrong as a ``HeaderFault``.
struct HeaderFields: ~Escapable {
    private var reader: CBORReader
    private var keys = CBORMapKeys()
    private var read = 0

    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) { reader = CBORReader(bytes) }

    /// Begins the map and returns how many pairs it has.
    @_lifetime(self: copy self)
    mutating func begin() throws(HeaderFault) -> Int {
        do { return try reader.mapHead() } catch { throw .encoding(error) }
    }

    /// Consumes the next key of a map of `count` pairs, which has to be `key`.
    @_lifetime(self: copy self)
    mutating func expect(_ key: UInt64, of count: Int) throws(HeaderFault) {
        guard read < count, try self.key() == key else { throw .missingKey(key) }
    }

    /// Consumes the next key, whatever it is.
    @_lifetime(self: copy self)
    mutating func key() throws(HeaderFault) -> UInt64 {
        read += 1
        do { return try reader.unsignedKey(&keys) } catch { throw .encoding(error) }
    }

    /// Whether `key`, the last that a map of `count` pairs may have, is there; it is then true.
    @_lifetime(self: copy self)
    mutating func flag(_ key: UInt64, of count: Int) throws(HeaderFault) -> Bool {
        guard read < count else { return false }
        let found = try self.key()
        guard found == key else { throw .unknownKey(found) }
        let isSet: Bool
        do { isSet = try reader.bool() } catch { throw .encoding(error) }
        guard isSet else { throw .unsetFlag }
        return true
    }

    /// Consumes an integer of zero or more.
    @_lifetime(self: copy self)
    mutating func unsigned() throws(HeaderFault) -> UInt64 {
        do { return try reader.unsigned() } catch { throw .encoding(error) }
    }

    /// Consumes a byte string, of `count` bytes where given.
    @_lifetime(self: copy self)
    mutating func bytes(_ count: Int? = nil) throws(HeaderFault) -> [UInt8] {
        let found: [UInt8]
        do { found = Array(try reader.byteString()) } catch { throw .encoding(error) }
        if let count, found.count != count { throw .length(expected: count, found: found.count) }
        return found
    }

    /// Consumes a text.
    @_lifetime(self: copy self)
    mutating func text() throws(HeaderFault) -> String {
        do { return try reader.text() } catch { throw .encoding(error) }
    }

    /// Consumes the head of an array and returns how many items follow.
    @_lifetime(self: copy self)
    mutating func array() throws(HeaderFault) -> Int {
        do { return try reader.arrayHead() } catch { throw .encoding(error) }
    }

    /// Consumes a whole item.
    @_lifetime(copy self)
    mutating func item() throws(HeaderFault) -> RawSpan {
        do { return try reader.item() } catch { throw .encoding(error) }
    }

    /// Consumes a whole item that is a map.
    @_lifetime(copy self)
    mutating func map() throws(HeaderFault) -> RawSpan {
        guard reader.nextKind == .map else { throw .encoding(.unexpected(at: reader.offset, found: reader.nextKind)) }
        return try item()
    }

    /// Refuses pairs of a map of `count` that were not read.
    @_lifetime(self: copy self)
    mutating func finish(_ count: Int) throws(HeaderFault) {
        if read < count { throw .unknownKey(try key()) }
    }
}
