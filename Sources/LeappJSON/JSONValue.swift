import LeappBytes
public import LeappCrypto

/// A JSON value (RFC 8259) that lies in secret memory.
public enum JSONValue: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number without fraction and exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number; nothing that is read here has one, so that its value is not kept.
    case otherNumber
    /// A text.
    case string(JSONString)
    /// Values in their order.
    case array([JSONValue])
    /// Values by name.
    case object(JSONObject)

    /// The deepest nesting that is read.
    public static let depthLimit = 16
    /// The longest document that is read unless another limit is named, in bytes.
    public static let sizeLimit = 1 << 20

    /// Reads a whole document strictly: one value, every name once, well-formed UTF-8 without a byte order mark.
    ///
    /// Strings stay where they are in `document`. Only names of objects are copied into ordinary memory.
    public init(parsing document: SecretSlice, sizeLimit: Int = JSONValue.sizeLimit) throws(JSONFault) {
        guard document.count <= sizeLimit else { throw .tooLarge }
        let bytes = document.bytes
        guard bytes.isUTF8 else { throw .notUTF8 }
        var scanner = JSONScanner(document, bytes)
        self = try scanner.document()
    }

    /// The text, where it is one.
    public var string: JSONString? { if case .string(let string) = self { string } else { nil } }

    /// The number, where it is a whole one of 64 bits.
    public var integer: Int64? { if case .integer(let integer) = self { integer } else { nil } }

    /// The values, where it is an array.
    public var array: [JSONValue]? { if case .array(let values) = self { values } else { nil } }

    /// The values by name, where it is an object.
    public var object: JSONObject? { if case .object(let object) = self { object } else { nil } }

    /// Whether it is `null`.
    public var isNull: Bool { if case .null = self { true } else { false } }
}
