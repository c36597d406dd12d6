import LeappBytes
public import LeappCrypto

/// Writes a JSON object, such as the body of a request, in secret memory: texts, lists of texts and secrets by name.
public struct JSONObjectWriter: ~Copyable {
    private var writer = SecretWriter(capacity: 512)
    private var isEmpty = true

    /// Begins an object.
    public init() { writer.append(UInt8(ascii: "{")) }

    /// Adds a text; nothing where there is none.
    public mutating func add(_ name: String, _ text: String?) {
        guard let text else { return }
        begin(name)
        JSONObjectWriter.append(text, to: &writer)
    }

    /// Adds a list of texts; nothing where it is empty.
    public mutating func add(_ name: String, _ texts: [String]) {
        guard !texts.isEmpty else { return }
        begin(name)
        for (index, text) in texts.enumerated() {
            writer.append(UInt8(ascii: index == 0 ? "[" : ","))
            JSONObjectWriter.append(text, to: &writer)
        }
        writer.append(UInt8(ascii: "]"))
    }

    /// Adds a secret, which is UTF-8.
    public mutating func add(_ name: String, secret: SecretSlice) {
        begin(name)
        JSONObjectWriter.append(secret.bytes, to: &writer)
    }

    /// The object, whole.
    public consuming func finish() -> SecretSlice {
        writer.append(UInt8(ascii: "}"))
        return SecretArena(writer.finish()).slice
    }

    private mutating func begin(_ name: String) {
        if !isEmpty { writer.append(UInt8(ascii: ",")) }
        isEmpty = false
        JSONObjectWriter.append(name, to: &writer)
        writer.append(UInt8(ascii: ":"))
    }

    private static func append(_ text: String, to writer: inout SecretWriter) {
        let bytes = Array(text.utf8)
        append(bytes.rawSpan, to: &writer)
    }

    /// A string (RFC 8259 section 7); what lies outside ASCII stays as it is.
    private static func append(_ text: RawSpan, to writer: inout SecretWriter) {
        writer.append(UInt8(ascii: "\""))
        for index in 0..<text.byteCount {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                writer.append(UInt8(ascii: "\\"))
                writer.append(byte)
            case 0..<0x20:
                writer.append("\\u00")
                for digit in [byte].hex.utf8 { writer.append(digit) }
            default: writer.append(byte)
            }
        }
        writer.append(UInt8(ascii: "\""))
    }
}
