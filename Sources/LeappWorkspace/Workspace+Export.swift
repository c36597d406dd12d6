import LeappBytes
import LeappCBOR
public import LeappCrypto
import LeappMerge

extension Workspace {
    /// Writes all visible records as JSON with sorted keys, secrets included:
    /// `{"records": [{"fields": {…}, "id": hex, "kind": …}, …], "version": 1}`.
    ///
    /// Byte strings that are printable UTF-8 are texts, others `{"base64": …}`; nothing passes through other than secret memory.
    public func export(into writer: inout SecretWriter) {
        writer.append("{\"records\":[")
        for (index, record) in records.enumerated() {
            if index > 0 { writer.append(UInt8(ascii: ",")) }
            writer.append("{\"fields\":{")
            let fields = record.fields.compactMap { field in field.current.map { (field.name, $0) } }
            writer.json(members: fields.map { (Array($0.0.utf8), $0.1) })
            writer.append("},\"id\":\"\(record.id.hex)\",\"kind\":")
            writer.json(text: Array(record.kind.utf8).rawSpan)
            writer.append(UInt8(ascii: "}"))
        }
        writer.append("],\"version\":1}\n")
    }
}

extension SecretWriter {
    /// Members of an object, sorted by key.
    fileprivate mutating func json(members: [(key: [UInt8], value: SecretSlice)]) {
        for (index, member) in members.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }).enumerated() {
            if index > 0 { append(UInt8(ascii: ",")) }
            json(text: member.key.rawSpan)
            append(UInt8(ascii: ":"))
            json(FieldValue(member.value))
        }
    }

    private mutating func json(_ value: FieldValue) {
        var reader = CBORReader(value.item.bytes)
        switch reader.nextKind {
        case .unsigned, .negative: append(String(value.number ?? 0))
        case .text:
            guard let text = try? reader.textBytes() else { return append("null") }
            json(text: text)
        case .bytes:
            guard let bytes = value.bytes else { return append("null") }
            json(bytes: bytes)
        case .array:
            append(UInt8(ascii: "["))
            for (index, item) in (value.items ?? []).enumerated() {
                if index > 0 { append(UInt8(ascii: ",")) }
                json(item)
            }
            append(UInt8(ascii: "]"))
        case .map:
            append(UInt8(ascii: "{"))
            json(members: value.entries.map { ($0.key.keyText, $0.value.item) })
            append(UInt8(ascii: "}"))
        case .simple, .tag, nil:
            if let flag = try? reader.bool() { append(flag ? "true" : "false") } else { append("null") }
        }
    }

    private mutating func json(bytes: SecretSlice) {
        if bytes.isPrintableUTF8 {
            json(text: bytes.bytes)
        } else {
            append("{\"base64\":\"")
            base64(bytes.bytes)
            append("\"}")
        }
    }

    /// UTF-8 between quotation marks, with what JSON does not allow, and what would steer a terminal, escaped.
    fileprivate mutating func json(text: RawSpan) {
        append(UInt8(ascii: "\""))
        var index = 0
        while index < text.byteCount {
            let byte = text[index]
            index += 1
            if let steering = text.steeringEscape(at: index - 1) {
                append(steering.escape.rawSpan)
                index += steering.length - 1
                continue
            }
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                append(UInt8(ascii: "\\"))
                append(byte)
            case UInt8(ascii: "\n"): append("\\n")
            case UInt8(ascii: "\r"): append("\\r")
            case UInt8(ascii: "\t"): append("\\t")
            case 0..<0x20, 0x7f: append("\\u00\([byte].hex)")
            default: append(byte)
            }
        }
        append(UInt8(ascii: "\""))
    }

    private mutating func base64(_ bytes: RawSpan) {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        for start in stride(from: 0, to: bytes.byteCount, by: 3) {
            let count = min(3, bytes.byteCount - start)
            var group = 0
            for offset in 0..<3 { group = group << 8 | (offset < count ? Int(bytes[start + offset]) : 0) }
            for digit in 0..<4 {
                append(digit <= count ? digits[group >> (18 - digit * 6) & 63] : UInt8(ascii: "="))
            }
        }
    }
}

extension FieldValue {
    /// The members of a map with keys of any type.
    fileprivate var entries: [(key: FieldValue, value: FieldValue)] {
        var reader = CBORReader(item.bytes)
        guard let count = try? reader.mapHead() else { return [] }
        var entries: [(key: FieldValue, value: FieldValue)] = []
        for _ in 0..<count {
            let key = reader.offset
            guard (try? reader.item(inside: 1)) != nil else { return [] }
            let value = reader.offset
            guard (try? reader.item(inside: 1)) != nil else { return [] }
            entries.append((FieldValue(item[key..<value]), FieldValue(item[value..<reader.offset])))
        }
        return entries
    }

    /// A key as JSON has it: a text as it is, a number in decimal, bytes in hexadecimal.
    fileprivate var keyText: [UInt8] {
        if let text { return Array(text.utf8) }
        if let number { return Array(String(number).utf8) }
        return Array((bytes.map { Array($0.bytes).hex } ?? "").utf8)
    }
}

extension SecretSlice {
    /// Whether the bytes are UTF-8 without control characters other than tab and line ends.
    fileprivate var isPrintableUTF8: Bool {
        var decoder = UTF8()
        var octets = Octets(slice: self)
        while true {
            switch decoder.decode(&octets) {
            case .emptyInput: return true
            case .error: return false
            case .scalarValue(let scalar):
                let isControl = scalar.properties.generalCategory == .control
                if isControl, scalar != "\t", scalar != "\n", scalar != "\r" { return false }
            }
        }
    }

    private struct Octets: IteratorProtocol {
        let slice: SecretSlice
        var index = 0

        mutating func next() -> UInt8? {
            guard index < slice.count else { return nil }
            defer { index += 1 }
            return slice.bytes[index]
        }
    }
}
