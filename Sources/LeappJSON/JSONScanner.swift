import LeappBytes
import LeappCrypto

/// Reads a document from its first byte to its last; recursion is bounded by the depth.
struct JSONScanner: ~Escapable {
    private let slice: SecretSlice
    private let bytes: RawSpan
    private var offset = 0

    /// Starts at the first byte of `bytes`, which are those of `slice`.
    @_lifetime(copy bytes)
    init(_ slice: SecretSlice, _ bytes: RawSpan) {
        self.slice = slice
        self.bytes = bytes
    }

    /// The one value of the document.
    @_lifetime(self: copy self)
    mutating func document() throws(JSONFault) -> JSONValue {
        let value = try value(inside: 0)
        skipBlanks()
        guard offset == bytes.byteCount else { throw .trailing(at: offset) }
        return value
    }

    @_lifetime(self: copy self)
    private mutating func value(inside depth: Int) throws(JSONFault) -> JSONValue {
        skipBlanks()
        switch try next() {
        case UInt8(ascii: "{"): return .object(try object(inside: depth))
        case UInt8(ascii: "["): return .array(try array(inside: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    @_lifetime(self: copy self)
    private mutating func object(inside depth: Int) throws(JSONFault) -> JSONObject {
        guard depth < JSONValue.depthLimit else { throw .tooDeep(at: offset) }
        offset += 1
        var object = JSONObject()
        guard try !ends(with: UInt8(ascii: "}")) else { return object }
        while true {
            skipBlanks()
            let start = offset
            let name = try string().utf8
            skipBlanks()
            try expect(UInt8(ascii: ":"))
            let value = try value(inside: depth + 1)
            guard object.add(value, as: name) else { throw .duplicateName(at: start) }
            if try ends(with: UInt8(ascii: "}")) { return object }
            try expect(UInt8(ascii: ","))
        }
    }

    @_lifetime(self: copy self)
    private mutating func array(inside depth: Int) throws(JSONFault) -> [JSONValue] {
        guard depth < JSONValue.depthLimit else { throw .tooDeep(at: offset) }
        offset += 1
        var values: [JSONValue] = []
        guard try !ends(with: UInt8(ascii: "]")) else { return values }
        while true {
            values.append(try value(inside: depth + 1))
            if try ends(with: UInt8(ascii: "]")) { return values }
            try expect(UInt8(ascii: ","))
        }
    }

    @_lifetime(self: copy self)
    private mutating func string() throws(JSONFault) -> JSONString {
        try expect(UInt8(ascii: "\""))
        let start = offset
        var hasEscapes = false
        while true {
            switch try next() {
            case UInt8(ascii: "\""):
                offset += 1
                return JSONString(slice[start..<(offset - 1)], hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                guard let escape = JSONEscape(bytes, at: offset) else { throw badEscape() }
                hasEscapes = true
                offset += escape.count
            case 0..<0x20: throw .malformed(at: offset)
            default: offset += 1
            }
        }
    }

    /// What is wrong with the escape at the offset.
    private func badEscape() -> JSONFault {
        guard offset + 1 < bytes.byteCount else { return .truncated }
        guard bytes[offset + 1] == UInt8(ascii: "u") else { return .malformed(at: offset) }
        if JSONEscape.unit(bytes, at: offset + 2) != nil { return .loneSurrogate(at: offset) }
        return offset + 6 > bytes.byteCount ? .truncated : .malformed(at: offset)
    }

    @_lifetime(self: copy self)
    private mutating func number() throws(JSONFault) -> JSONValue {
        let start = offset
        if try next() == UInt8(ascii: "-") { offset += 1 }
        let leading = offset
        try digits()
        guard bytes[leading] != UInt8(ascii: "0") || offset == leading + 1 else { throw .malformed(at: leading + 1) }
        var isWhole = true
        if peek == UInt8(ascii: ".") {
            isWhole = false
            offset += 1
            try digits()
        }
        if let byte = peek, byte | 32 == UInt8(ascii: "e") {
            isWhole = false
            offset += 1
            let sign = try next()
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { offset += 1 }
            try digits()
        }
        guard isWhole, offset - start <= 20 else { return .otherNumber }
        let text = String(decoding: Array(bytes.extracting(start..<offset)), as: UTF8.self)
        return Int64(text).map { .integer($0) } ?? .otherNumber
    }

    /// Consumes one digit or more.
    @_lifetime(self: copy self)
    private mutating func digits() throws(JSONFault) {
        guard JSONScanner.isDigit(try next()) else { throw .malformed(at: offset) }
        while let byte = peek, JSONScanner.isDigit(byte) { offset += 1 }
    }

    @_lifetime(self: copy self)
    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONFault) -> JSONValue {
        for byte in "\(word)".utf8 { try expect(byte) }
        return value
    }

    /// Consumes `mark` where it is what comes next.
    @_lifetime(self: copy self)
    private mutating func ends(with mark: UInt8) throws(JSONFault) -> Bool {
        skipBlanks()
        guard try next() == mark else { return false }
        offset += 1
        return true
    }

    @_lifetime(self: copy self)
    private mutating func expect(_ mark: UInt8) throws(JSONFault) {
        guard try next() == mark else { throw .malformed(at: offset) }
        offset += 1
    }

    @_lifetime(self: copy self)
    private mutating func skipBlanks() {
        while let byte = peek, byte == 32 || byte == 9 || byte == 10 || byte == 13 { offset += 1 }
    }

    /// The next byte, not consumed.
    private func next() throws(JSONFault) -> UInt8 {
        guard let byte = peek else { throw .truncated }
        return byte
    }

    /// The next byte, not consumed; nil at the end.
    private var peek: UInt8? { offset < bytes.byteCount ? bytes[offset] : nil }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
