import LeappBytes
public import LeappCrypto

/// The parameters of an answer to a sign-in (RFC 6749 section 4.1.2), decoded into wiped memory.
public struct CallbackParameters {
    private var values: [String: SecretSlice] = [:]
    private static let known = ["code", "state", "error", "error_description"]

    /// Reads a query of the form `a=b&c=d`; nil where it is not well formed, or names a parameter twice.
    public init?(query: RawSpan) {
        var rest = query
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "&")) ?? rest.byteCount
            let pair = rest.extracting(0..<end)
            rest = rest.extracting(min(end + 1, rest.byteCount)..<rest.byteCount)
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.byteCount
            guard let name = Self.known.first(where: { pair.extracting(0..<equals).isEqual(to: $0) }) else { continue }
            guard values[name] == nil, equals < pair.byteCount,
                let value = Self.decoded(pair.extracting((equals + 1)..<pair.byteCount))
            else { return nil }
            values[name] = value
        }
    }

    /// The value of a parameter; nil where it was not sent, or is empty.
    public subscript(name: String) -> SecretSlice? { values[name].flatMap { $0.count > 0 ? $0 : nil } }

    /// The value of a parameter that is no secret.
    public func text(_ name: String) -> String? { self[name].map { String(decoding: Array($0.bytes), as: UTF8.self) } }

    /// What `application/x-www-form-urlencoded` text means; nil where a `%` is not followed by two digits.
    private static func decoded(_ text: RawSpan) -> SecretSlice? {
        var writer = SecretWriter(capacity: text.byteCount)
        var index = 0
        while index < text.byteCount {
            switch text[index] {
            case UInt8(ascii: "+"): writer.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard index + 2 < text.byteCount, let high = digit(text[index + 1]), let low = digit(text[index + 2]) else {
                    return nil
                }
                writer.append(high << 4 | low)
                index += 2
            case let byte: writer.append(byte)
            }
            index += 1
        }
        return SecretArena(writer.finish()).slice
    }

    private static func digit(_ byte: UInt8) -> UInt8? { Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) } }
}
