import LeappBytes

/// A value that a command prints with `--json`; nothing in it is secret.
enum JSON: Equatable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case text(String)
    case list([JSON])
    case object([String: JSON])
    /// An object whose members come in the order of their keys already: for what is printed by the thousand.
    case sorted([Member])

    /// A member of an object.
    struct Member: Equatable, Sendable {
        let key: String
        let value: JSON
    }

    /// An object of members in the order of their keys.
    static func sorted(_ members: KeyValuePairs<String, JSON>) -> JSON { .sorted(members.map { Member(key: $0, value: $1) }) }

    /// A moment as ISO 8601 in UTC, or null.
    static func time(_ unixSeconds: Int64?) -> JSON {
        unixSeconds.map { .text(UTCTime(seconds: $0).extended) } ?? .null
    }

    /// A text, or null.
    static func text(_ text: String?) -> JSON {
        guard let text else { return .null }
        return .text(text)
    }

    /// Texts in their order.
    static func texts(_ texts: [String]) -> JSON { .list(texts.map { .text($0) }) }

    /// The UTF-8 of the value: keys sorted by their bytes, two spaces an indentation, a line feed at the end.
    func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes, indentation: 0)
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    /// The same without a line feed at the end, to be a part of a larger document at this depth of it.
    func inline(indentation: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes, indentation: indentation)
        return bytes
    }

    private func write(to bytes: inout [UInt8], indentation: Int) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let value): bytes += String(value).utf8
        case .text(let text): JSON.write(text, to: &bytes)
        case .list(let items):
            JSON.write(items, between: ("[", "]"), to: &bytes, indentation: indentation) { item, bytes in
                item.write(to: &bytes, indentation: indentation + 1)
            }
        case .object(let fields):
            let sorted = fields.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            JSON.sorted(sorted.map { Member(key: $0.key, value: $0.value) }).write(to: &bytes, indentation: indentation)
        case .sorted(let members):
            assert(
                zip(members, members.dropFirst()).allSatisfy { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) },
                "members out of order")
            JSON.write(members, between: ("{", "}"), to: &bytes, indentation: indentation) { member, bytes in
                JSON.write(member.key, to: &bytes)
                bytes += ": ".utf8
                member.value.write(to: &bytes, indentation: indentation + 1)
            }
        }
    }

    private static func write<Item>(
        _ items: [Item], between brackets: (String, String), to bytes: inout [UInt8], indentation: Int,
        each: (Item, inout [UInt8]) -> Void
    ) {
        bytes += brackets.0.utf8
        for (index, item) in items.enumerated() {
            bytes += (index == 0 ? "\n" : ",\n").utf8
            bytes += repeatElement(UInt8(ascii: " "), count: 2 * (indentation + 1))
            each(item, &bytes)
        }
        if !items.isEmpty {
            bytes.append(UInt8(ascii: "\n"))
            bytes += repeatElement(UInt8(ascii: " "), count: 2 * indentation)
        }
        bytes += brackets.1.utf8
    }

    /// A JSON string (RFC 8259 section 7); what lies outside ASCII stays as it is, unless it steers the terminal that shows it.
    static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        if isPlain(text) {
            bytes += text.utf8
        } else {
            escape(Array(text.utf8), to: &bytes)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether every byte can stand for itself, as in nearly all texts.
    private static func isPlain(_ text: String) -> Bool {
        let bytes = text.utf8Span.span
        for index in bytes.indices {
            let byte = bytes[index]
            if byte < 0x20 || byte >= 0x7f || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return false }
        }
        return true
    }

    private static func escape(_ utf8: [UInt8], to bytes: inout [UInt8]) {
        var index = 0
        while index < utf8.count {
            let steering = utf8.rawSpan.steeringEscape(at: index)
            if let escaped = steering?.escape ?? escape(utf8[index]) { bytes += escaped } else { bytes.append(utf8[index]) }
            index += steering?.length ?? 1
        }
    }

    /// What stands for a byte of a string's UTF-8 that cannot stand for itself.
    static func escape(_ byte: UInt8) -> [UInt8]? {
        switch byte {
        case UInt8(ascii: "\""): Array(#"\""#.utf8)
        case UInt8(ascii: "\\"): Array(#"\\"#.utf8)
        case UInt8(ascii: "\n"): Array(#"\n"#.utf8)
        case UInt8(ascii: "\r"): Array(#"\r"#.utf8)
        case UInt8(ascii: "\t"): Array(#"\t"#.utf8)
        case 0..<0x20, 0x7f: Array(#"\u00"#.utf8) + [hexadecimal(byte >> 4), hexadecimal(byte & 15)]
        default: nil
        }
    }

    private static func hexadecimal(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }
}
