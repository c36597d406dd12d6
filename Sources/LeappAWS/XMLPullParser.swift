import LeappBytes

/// A reader of XML as AWS writes it: elements and text, one event at a time, bounded in size and depth.
///
/// Document types, and with them all entities but the five of XML itself, are refused. Attributes, comments and processing
/// instructions are checked and left out. Text is given as a range of the input and decoded straight into secret memory.
struct XMLPullParser: ~Escapable {
    /// The deepest nesting that is read.
    static let depthLimit = 32
    /// The longest input that is read, in bytes.
    static let sizeLimit = 1 << 20
    /// The longest name that is read, in bytes.
    static let nameLimit = 128

    let bytes: RawSpan
    private var offset = 0
    /// The names of the open elements as they were written, prefixes included.
    private var open: [String] = []
    private var hasRoot = false
    /// Whether the element that was just opened closes itself.
    private var closesItself = false

    /// Starts before the first element; a byte order mark is skipped.
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) throws(XMLFault) {
        guard bytes.byteCount <= XMLPullParser.sizeLimit else { throw .tooLarge }
        self.bytes = bytes
        if bytes.byteCount >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { offset = 3 }
    }

    /// The next event; nil after the root's end, when nothing but blanks and comments followed.
    @_lifetime(self: copy self)
    mutating func next() throws(XMLFault) -> XMLEvent? {
        if closesItself {
            closesItself = false
            return .end(XMLPullParser.localName(open.removeLast()))
        }
        while offset < bytes.byteCount {
            if bytes[offset] != UInt8(ascii: "<") {
                let range = upTo(UInt8(ascii: "<"))
                if !open.isEmpty { return .text(range, isLiteral: false) }
                guard isBlank(range) else { throw .malformed(at: range.lowerBound) }
            } else if starts("<?") {
                try skip(past: "?>")
            } else if starts("<!--") {
                offset += 4
                try skip(past: "-->")
            } else if starts("<![CDATA[") {
                guard !open.isEmpty else { throw .malformed(at: offset) }
                let start = offset + 9
                try skip(past: "]]>")
                return .text(start..<(offset - 3), isLiteral: true)
            } else if starts("<!DOCTYPE") {
                throw .documentType
            } else if starts("</") {
                return try closeElement()
            } else {
                return try openElement()
            }
        }
        guard hasRoot, open.isEmpty else { throw .truncated }
        return nil
    }

    @_lifetime(self: copy self)
    private mutating func openElement() throws(XMLFault) -> XMLEvent {
        guard !hasRoot || !open.isEmpty else { throw .trailing(at: offset) }
        guard open.count < XMLPullParser.depthLimit else { throw .tooDeep }
        offset += 1
        let name = try name()
        while true {
            let hadBlank = skipBlanks()
            guard offset < bytes.byteCount else { throw .truncated }
            if bytes[offset] == UInt8(ascii: ">") {
                offset += 1
                break
            }
            if starts("/>") {
                offset += 2
                closesItself = true
                break
            }
            guard hadBlank else { throw .malformed(at: offset) }
            try attribute()
        }
        hasRoot = true
        open.append(name)
        return .start(XMLPullParser.localName(name))
    }

    @_lifetime(self: copy self)
    private mutating func closeElement() throws(XMLFault) -> XMLEvent {
        offset += 2
        let at = offset
        let name = try name()
        _ = skipBlanks()
        guard offset < bytes.byteCount else { throw .truncated }
        guard bytes[offset] == UInt8(ascii: ">") else { throw .malformed(at: offset) }
        offset += 1
        guard let start = open.last, start.utf8.elementsEqual(name.utf8) else { throw .mismatchedEnd(at: at) }
        open.removeLast()
        return .end(XMLPullParser.localName(name))
    }

    /// Consumes `name = "value"`.
    @_lifetime(self: copy self)
    private mutating func attribute() throws(XMLFault) {
        _ = try name()
        _ = skipBlanks()
        guard offset < bytes.byteCount else { throw .truncated }
        guard bytes[offset] == UInt8(ascii: "=") else { throw .malformed(at: offset) }
        offset += 1
        _ = skipBlanks()
        guard offset < bytes.byteCount else { throw .truncated }
        let quote = bytes[offset]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw .malformed(at: offset) }
        offset += 1
        let value = upTo(quote)
        guard offset < bytes.byteCount else { throw .truncated }
        for index in value where bytes[index] == UInt8(ascii: "<") { throw .malformed(at: index) }
        offset += 1
    }

    @_lifetime(self: copy self)
    private mutating func name() throws(XMLFault) -> String {
        let start = offset
        while offset < bytes.byteCount, XMLPullParser.isNameByte(bytes[offset]) { offset += 1 }
        guard offset < bytes.byteCount else { throw .truncated }
        guard offset > start else { throw .malformed(at: start) }
        guard offset - start <= XMLPullParser.nameLimit else { throw .nameTooLong(at: start) }
        let name = Array(bytes.extracting(start..<offset))
        guard let name = String(validating: name, as: UTF8.self) else { throw .malformed(at: start) }
        return name
    }

    /// Consumes up to, and without, the next `mark` or the end.
    @_lifetime(self: copy self)
    private mutating func upTo(_ mark: UInt8) -> Range<Int> {
        let start = offset
        while offset < bytes.byteCount, bytes[offset] != mark { offset += 1 }
        return start..<offset
    }

    @_lifetime(self: copy self)
    private mutating func skip(past mark: String) throws(XMLFault) {
        while offset < bytes.byteCount {
            if starts(mark) {
                offset += mark.utf8.count
                return
            }
            offset += 1
        }
        throw .truncated
    }

    @_lifetime(self: copy self)
    private mutating func skipBlanks() -> Bool {
        let start = offset
        while offset < bytes.byteCount, XMLPullParser.isBlank(bytes[offset]) { offset += 1 }
        return offset > start
    }

    private func starts(_ mark: String) -> Bool {
        var index = offset
        for byte in mark.utf8 {
            guard index < bytes.byteCount, bytes[index] == byte else { return false }
            index += 1
        }
        return true
    }

    private func isBlank(_ range: Range<Int>) -> Bool {
        for index in range where !XMLPullParser.isBlank(bytes[index]) { return false }
        return true
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...10).contains(byte) || byte == 13 }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"), 128...255:
            true
        default: false
        }
    }

    /// The name without the prefix of its namespace.
    private static func localName(_ name: String) -> String {
        name.lastIndex(of: ":").map { String(name[name.index(after: $0)...]) } ?? name
    }
}

/// A step through a document.
enum XMLEvent: Equatable {
    /// An element begins; its name without a prefix.
    case start(String)
    /// Text of the innermost open element, where it lies in the input, and whether it is CDATA, which has no entities.
    case text(Range<Int>, isLiteral: Bool)
    /// An element ends; its name without a prefix.
    case end(String)
}
