import LeappBytes

/// An escape in a string, such as `\n`, `\u00fc` or the two of a surrogate pair.
struct JSONEscape {
    /// What it stands for.
    let scalar: Unicode.Scalar
    /// How many bytes it takes.
    let count: Int

    /// Reads the escape whose backslash is at `start`; nil where there is none, or half of a pair.
    init?(_ bytes: RawSpan, at start: Int) {
        guard start + 1 < bytes.byteCount else { return nil }
        let letter = bytes[start + 1]
        if let scalar = JSONEscape.short(letter) {
            self.scalar = scalar
            count = 2
        } else {
            guard letter == UInt8(ascii: "u"), let unit = JSONEscape.unit(bytes, at: start + 2) else { return nil }
            if let scalar = Unicode.Scalar(unit) {
                self.scalar = scalar
                count = 6
            } else {
                guard UTF16.isLeadSurrogate(unit), start + 7 < bytes.byteCount, bytes[start + 6] == UInt8(ascii: "\\"),
                    bytes[start + 7] == UInt8(ascii: "u"), let second = JSONEscape.unit(bytes, at: start + 8),
                    UTF16.isTrailSurrogate(second),
                    let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) & 0x3FF) << 10 + UInt32(second) & 0x3FF)
                else { return nil }
                self.scalar = scalar
                count = 12
            }
        }
    }

    /// The unit that four digits at `start` name; nil where there are none.
    static func unit(_ bytes: RawSpan, at start: Int) -> UInt16? {
        guard start + 4 <= bytes.byteCount else { return nil }
        var unit: UInt16 = 0
        for index in start..<(start + 4) {
            guard let digit = value(bytes[index]) else { return nil }
            unit = unit << 4 | digit
        }
        return unit
    }

    private static func short(_ letter: UInt8) -> Unicode.Scalar? {
        switch letter {
        case UInt8(ascii: "\""): "\""
        case UInt8(ascii: "\\"): "\\"
        case UInt8(ascii: "/"): "/"
        case UInt8(ascii: "b"): "\u{8}"
        case UInt8(ascii: "f"): "\u{C}"
        case UInt8(ascii: "n"): "\n"
        case UInt8(ascii: "r"): "\r"
        case UInt8(ascii: "t"): "\t"
        default: nil
        }
    }

    private static func value(_ digit: UInt8) -> UInt16? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(digit - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(digit - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
