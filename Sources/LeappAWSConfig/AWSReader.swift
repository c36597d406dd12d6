import LeappBytes
import LeappINI

/// Reads lines by the SDKs' rules, and knows at each line whether botocore would read something else.
struct AWSReader {
    let file: AWSFile
    let path: String
    var sections: [AWSSection] = []
    var properties: [AWSProperty] = []
    var continuations: [Range<Int>] = []
    var warnings: [AWSWarning] = []
    var keys = KeyTable()
    var titles: [String: Int] = [:]
    var lastOfRole: [AWSSectionRole: Int] = [:]
    var firstOfRole: [AWSSectionRole: Int] = [:]
    private var state = State.outside
    private var sawBlankLine = false
    /// The section in which each key was seen last.
    private var seen: [Int] = []

    private enum State {
        case outside
        case section
        case property
        case ignoredProperty
    }

    init(_ file: AWSFile, path: String) {
        self.file = file
        self.path = path
    }

    mutating func read(_ document: INIDocument) {
        let bytes = document.bytes
        sections.reserveCapacity(document.lines.count / 6)
        properties.reserveCapacity(document.lines.count)
        if document.hasByteOrderMark { warn(0, .byteOrderMark) }
        for (index, line) in document.lines.enumerated() {
            if document.hasStrayCarriageReturn, bytes.first(0x0d, in: line.content) != nil { warn(index, .strayCarriageReturn) }
            if !document.isASCII, !bytes.isUTF8(line.content) { warn(index, .notUTF8) }
            switch line.shape {
            case .blank: sawBlankLine = true
            case .comment: readComment(index, line.content, bytes)
            case .header:
                readHeader(index, line.content, bytes)
                state = .section
                sawBlankLine = false
            case .indented: readIndented(index, line.content, bytes)
            case .text:
                readText(index, line.content, bytes)
                sawBlankLine = false
            }
        }
    }

    mutating func warn(_ line: Int, _ problem: AWSProblem) {
        warnings.append(AWSWarning(file: path, line: line + 1, problem: problem))
    }

    /// Counts a line, and all before it, among those of the section.
    private mutating func own(_ line: Int) {
        guard let last = sections.indices.last else { return }
        sections[last].ownLines = sections[last].ownLines.lowerBound..<(line + 1)
    }

    private mutating func readComment(_ line: Int, _ content: Range<Int>, _ bytes: RawSpan) {
        guard let last = sections.indices.last, bytes.matches(content, "# leapp: managed") else { return }
        sections[last].isManaged = true
        own(line)
    }

    private mutating func readText(_ line: Int, _ content: Range<Int>, _ bytes: RawSpan) {
        guard let section = sections.indices.last else { return warn(line, .outsideSection) }
        own(line)
        state = .ignoredProperty
        let whole = bytes.trimmed(content)
        let comment = bytes.comment(in: whole, afterBlank: true)
        let text = bytes.trimmed(whole.lowerBound..<(comment ?? whole.upperBound))
        guard let equals = bytes.first(UInt8(ascii: "="), in: text) else {
            return warn(line, bytes.first(UInt8(ascii: ":"), in: whole) == nil ? .missingEquals : .colon)
        }
        let key = bytes.trimmed(text.lowerBound..<equals)
        guard !key.isEmpty else { return warn(line, .missingKey) }
        guard bytes.isIdentifier(key) else { return warn(line, .unallowedKey) }
        if bytes.first(UInt8(ascii: ":"), in: key) != nil { warn(line, .colon) }
        if comment != nil { warn(line, .commentInValue) }
        if bytes.hasWideEdge(bytes.trimmed((equals + 1)..<whole.upperBound)) { warn(line, .wideSpace) }
        let number = keys.number(of: key, in: bytes)
        if number == seen.count { seen.append(section) } else if seen[number] == section { warn(line, .duplicateKey) }
        seen[number] = section
        let value = bytes.trimmed((equals + 1)..<text.upperBound)
        properties.append(
            AWSProperty(
                key: number, line: line, value: value, endLine: line + 1,
                continuations: continuations.count..<continuations.count))
        sections[section].properties = sections[section].properties.lowerBound..<properties.count
        state = .property
    }

    private mutating func readIndented(_ line: Int, _ content: Range<Int>, _ bytes: RawSpan) {
        let text = bytes.trimmed(content)
        own(line)
        let first = bytes.byte(text.lowerBound)
        if first == UInt8(ascii: "#") || first == UInt8(ascii: ";") { return warn(line, .indentedComment) }
        switch state {
        case .outside: warn(line, .outsideSection)
        case .section: warn(line, .continuationOfNothing)
        case .ignoredProperty: break
        case .property: continueProperty(line, text, bytes)
        }
    }

    private mutating func continueProperty(_ line: Int, _ text: Range<Int>, _ bytes: RawSpan) {
        let last = properties.count - 1
        properties[last].endLine = line + 1
        if properties[last].value.isEmpty {
            let comment = bytes.comment(in: text, afterBlank: true)
            guard let equals = bytes.first(UInt8(ascii: "="), in: text.lowerBound..<(comment ?? text.upperBound)) else {
                return warn(line, .subkeyMissingEquals)
            }
            let key = bytes.trimmed(text.lowerBound..<equals)
            guard !key.isEmpty else { return warn(line, .subkeyMissingKey) }
            let value = bytes.trimmed((equals + 1)..<text.upperBound)
            if bytes.hasWideEdge(key) || bytes.hasWideEdge(value) || bytes.hasWideLineBreak(text) { warn(line, .wideSpace) }
        } else {
            if sawBlankLine { warn(line, .blankLineInValue) }
            if bytes.hasWideEdge(text) { warn(line, .wideSpace) }
        }
        sawBlankLine = false
        continuations.append(text)
        properties[last].continuations = properties[last].continuations.lowerBound..<continuations.count
    }
}
