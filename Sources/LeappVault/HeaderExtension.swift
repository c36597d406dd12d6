/// An entry of a header that a later program put there and this one carries along (spec/format.md section 3).
public struct HeaderExtension: Sendable, Equatable {
    /// The first key that an extension may have.
    public static let firstKey: UInt64 = 64

    /// The key in the header's map, 64 or more.
    public let key: UInt64
    /// The value as CBOR.
    public let value: [UInt8]
}
