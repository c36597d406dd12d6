/// The questions that both dialects ask of a line's bytes. Blank means space or tab, wide means what Python calls a space.
extension RawSpan {
    @inline(__always) func byte(_ index: Int) -> UInt8 {
        precondition(index >= 0 && index < byteCount)
        return unsafe unsafeLoad(fromByteOffset: index, as: UInt8.self)
    }

    /// The range without blanks at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, byte(start).isBlank { start += 1 }
        while end > start, byte(end - 1).isBlank { end -= 1 }
        return start..<end
    }

    /// The first place of `wanted` in the range.
    func first(_ wanted: UInt8, in range: Range<Int>) -> Int? {
        for index in range where byte(index) == wanted { return index }
        return nil
    }

    /// Whether the bytes of the range are those of `text`.
    func matches(_ range: Range<Int>, _ text: String) -> Bool {
        guard range.count == text.utf8.count else { return false }
        for (offset, wanted) in text.utf8.enumerated() where wanted != byte(range.lowerBound + offset) { return false }
        return true
    }

    /// Whether the range is one or more of the characters that names and keys may have: `A-Z a-z 0-9 _ - / . % @ : +`.
    func isIdentifier(_ range: Range<Int>) -> Bool {
        guard !range.isEmpty else { return false }
        for index in range where !byte(index).isIdentifier { return false }
        return true
    }

    /// Where a comment starts: the first `#` or `;`, after a blank where `afterBlank` says so.
    func comment(in range: Range<Int>, afterBlank: Bool) -> Int? {
        for index in range where byte(index) == UInt8(ascii: "#") || byte(index) == UInt8(ascii: ";") {
            if !afterBlank { return index }
            if index > range.lowerBound, byte(index - 1).isBlank { return index }
        }
        return nil
    }

    /// Whether Python would strip more from the ends of the range, which starts and ends with no blank.
    func hasWideEdge(_ range: Range<Int>) -> Bool {
        guard let first = range.first, let last = range.last else { return false }
        if byte(first).isPlainEdge && byte(last).isPlainEdge { return false }
        return wideSpace(endingAt: range.upperBound, in: range) || wideSpace(startingAt: range.lowerBound, in: range)
    }

    /// Whether Python's `splitlines` would cut the range in two.
    func hasWideLineBreak(_ range: Range<Int>) -> Bool {
        for index in range where byte(index) < 0x20 || byte(index) >= 0x80 {
            switch byte(index) {
            case 0x0b, 0x0c, 0x1c...0x1e: return true
            case 0xc2 where index + 1 < range.upperBound && byte(index + 1) == 0x85: return true
            case 0xe2 where index + 2 < range.upperBound && byte(index + 1) == 0x80:
                if byte(index + 2) == 0xa8 || byte(index + 2) == 0xa9 { return true }
            default: break
            }
        }
        return false
    }

    /// Whether the range is well-formed UTF-8.
    func isUTF8(_ range: Range<Int>) -> Bool {
        let part = extracting(range)
        let units = Span<UInt8>(_bytes: part)
        do {
            _ = try UTF8Span(validating: units)
            return true
        } catch {
            return false
        }
    }

    private func wideSpace(startingAt start: Int, in range: Range<Int>) -> Bool {
        let first = byte(start)
        if first.isWideControl { return true }
        let second = start + 1 < range.upperBound ? byte(start + 1) : 0
        if first == 0xc2 { return second == 0x85 || second == 0xa0 }
        return start + 2 < range.upperBound && isWideTriple(first, second, byte(start + 2))
    }

    private func wideSpace(endingAt end: Int, in range: Range<Int>) -> Bool {
        if byte(end - 1).isWideControl { return true }
        if end - 2 >= range.lowerBound, byte(end - 2) == 0xc2 { return byte(end - 1) == 0x85 || byte(end - 1) == 0xa0 }
        return end - 3 >= range.lowerBound && isWideTriple(byte(end - 3), byte(end - 2), byte(end - 1))
    }

    /// U+1680, U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F, U+3000.
    private func isWideTriple(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
        switch (first, second) {
        case (0xe1, 0x9a): third == 0x80
        case (0xe2, 0x80): (0x80...0x8a).contains(third) || third == 0xa8 || third == 0xa9 || third == 0xaf
        case (0xe2, 0x81): third == 0x9f
        case (0xe3, 0x80): third == 0x80
        default: false
        }
    }
}

extension UInt8 {
    /// Whether the byte is a space or a tab.
    @inline(__always) var isBlank: Bool { self == 0x20 || self == 0x09 }

    /// Whether the byte may stand in a name or key.
    var isIdentifier: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "%"), UInt8(ascii: "@"),
            UInt8(ascii: ":"), UInt8(ascii: "+"):
            true
        default: false
        }
    }

    fileprivate var isPlainEdge: Bool { self > 0x20 && self < 0x80 }

    /// Control characters that Python counts among the spaces, beside tab and line feed.
    fileprivate var isWideControl: Bool { (0x0b...0x0d).contains(self) || (0x1c...0x1f).contains(self) }
}
