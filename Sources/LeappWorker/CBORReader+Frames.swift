import LeappBytes
import LeappCBOR
import LeappCrypto

/// What the frames of the worker are made of: arrays of a fixed number of items, null for what is not there.
extension CBORReader {
    /// Consumes the head of an array of exactly `count` items.
    @_lifetime(self: copy self)
    mutating func array(of count: Int) throws(CBORError) {
        let start = offset
        guard try arrayHead() == count else { throw .unexpected(at: start, found: .array) }
    }

    /// Consumes an integer or null.
    @_lifetime(self: copy self)
    mutating func optionalInteger() throws(CBORError) -> Int64? {
        if isNextNull {
            try null()
            return nil
        }
        return try integer()
    }

    /// Consumes a byte string, which stays where it is in `frame`, the arena that is read.
    @_lifetime(self: copy self)
    mutating func secret(in frame: SecretArena) throws(CBORError) -> SecretSlice {
        let count = try byteString().byteCount
        return SecretSlice(frame, (offset - count)..<offset)
    }

    /// Consumes a byte string in `frame` or null.
    @_lifetime(self: copy self)
    mutating func optionalSecret(in frame: SecretArena) throws(CBORError) -> SecretSlice? {
        if isNextNull {
            try null()
            return nil
        }
        return try secret(in: frame)
    }
}

extension SecretWriter {
    /// Appends an integer or null.
    mutating func cbor(optional integer: Int64?) {
        if let integer { cbor(integer: integer) } else { cborNull() }
    }

    /// Appends a byte string or null.
    mutating func cbor(optional secret: SecretSlice?) {
        if let secret { cbor(bytes: secret.bytes) } else { cborNull() }
    }
}
