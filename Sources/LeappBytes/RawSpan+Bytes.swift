#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension Array where Element == UInt8 {
    /// Copies a span; for what is not secret.
    public init(_ bytes: RawSpan) {
        self = unsafe bytes.withUnsafeBytes { unsafe Array($0) }
    }
}

extension RawSpan {
    /// The byte at `index`, which must be inside the span.
    @inlinable public subscript(index: Int) -> UInt8 {
        precondition(index >= 0 && index < byteCount)
        return unsafe unsafeLoad(fromByteOffset: index, as: UInt8.self)
    }

    /// Whether both hold the same bytes. Not constant time: for public bytes only.
    public func isEqual(to other: RawSpan) -> Bool {
        byteCount == other.byteCount && compare(to: other) == 0
    }

    /// Bytewise order, a shorter prefix first: negative, zero or positive. Not constant time: for public bytes only.
    public func compare(to other: RawSpan) -> Int {
        let common = Swift.min(byteCount, other.byteCount)
        let order = unsafe withUnsafeBytes { left in
            unsafe other.withUnsafeBytes { right in
                common == 0 ? 0 : unsafe memcmp(left.baseAddress!, right.baseAddress!, common)
            }
        }
        return order != 0 ? Int(order) : byteCount - other.byteCount
    }
}

extension Array where Element == UInt8 {
    /// The elements as a span, for as long as the array is borrowed.
    public var rawSpan: RawSpan {
        @_lifetime(borrow self)
        get {
            let bytes = unsafe span.bytes  // every bit pattern of UInt8 is a value
            return unsafe _overrideLifetime(bytes, borrowing: self)
        }
    }
}
