import LeappBytes
import LeappCBOR

/// The reader's calls with this module's error, and what a payload is made of.
extension CBORReader {
    @_lifetime(self: copy self)
    mutating func payloadUnsigned() throws(PayloadError) -> UInt64 {
        do { return try unsigned() } catch { throw .malformed(.encoding(error), at: offset) }
    }

    @_lifetime(self: copy self)
    mutating func payloadArray() throws(PayloadError) -> Int {
        do { return try arrayHead() } catch { throw .malformed(.encoding(error), at: offset) }
    }

    @_lifetime(self: copy self)
    mutating func payloadMap() throws(PayloadError) -> Int {
        do { return try mapHead() } catch { throw .malformed(.encoding(error), at: offset) }
    }

    @_lifetime(copy self)
    mutating func payloadText() throws(PayloadError) -> RawSpan {
        do { return try textBytes() } catch { throw .malformed(.encoding(error), at: offset) }
    }

    @_lifetime(copy self)
    mutating func payloadItem(inside depth: Int) throws(PayloadError) -> RawSpan {
        do { return try item(inside: depth) } catch { throw .malformed(.encoding(error), at: offset) }
    }

    /// A byte string of exactly `count` bytes.
    @_lifetime(copy self)
    mutating func payloadBytes(_ count: Int) throws(PayloadError) -> RawSpan {
        let start = offset
        do {
            let bytes = try byteString()
            if bytes.byteCount == count { return bytes }
        } catch { throw .malformed(.encoding(error), at: start) }
        throw .malformed(.stamp, at: start)
    }

    @_lifetime(self: copy self)
    mutating func payloadEnd() throws(PayloadError) {
        do { try end() } catch { throw .malformed(.encoding(error), at: offset) }
    }

    /// An array's head with exactly `count` items.
    @_lifetime(self: copy self)
    mutating func payloadArray(of count: Int) throws(PayloadError) {
        let start = offset
        guard try payloadArray() == count else { throw .malformed(.shape, at: start) }
    }

    /// The next key of a closed map, which must be `name`.
    @_lifetime(self: copy self)
    mutating func payloadKey(_ name: StaticString) throws(PayloadError) {
        let start = offset
        guard try payloadText().isEqual(to: name) else { throw .malformed(.keys, at: start) }
    }

    /// A replica id.
    @_lifetime(self: copy self)
    mutating func payloadReplica() throws(PayloadError) -> ReplicaID {
        let start = offset
        guard let replica = ReplicaID(try payloadBytes(8)) else { throw .malformed(.stamp, at: start) }
        return replica
    }

    /// A positive hybrid time.
    @_lifetime(self: copy self)
    mutating func payloadTime() throws(PayloadError) -> Int64 {
        let start = offset
        let time = Int64(try payloadUnsigned())  // the reader refuses what an Int64 cannot hold
        guard time > 0 else { throw .malformed(.stamp, at: start) }
        return time
    }
}

extension RawSpan {
    /// Whether the bytes are those of an ASCII literal.
    func isEqual(to literal: StaticString) -> Bool {
        guard byteCount == literal.utf8CodeUnitCount else { return false }
        let expected = unsafe RawSpan(_unsafeStart: literal.utf8Start, byteCount: literal.utf8CodeUnitCount)
        return compare(to: expected) == 0
    }
}
