/// Where encoders write: secret memory (`SecretWriter`) or, for what is public, an array.
public protocol ByteSink: ~Copyable {
    /// Appends one byte.
    mutating func append(_ byte: UInt8)
    /// Appends a copy of `bytes`.
    mutating func append(_ bytes: RawSpan)
}

extension Array: ByteSink where Element == UInt8 {
    public mutating func append(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { unsafe append(contentsOf: $0) }
    }
}
