extension Unicode.Scalar {
    /// Whether it acts on what shows it instead of being shown: it moves the cursor, ends a line, turns the direction of writing, or
    /// is invisible.
    ///
    /// U+200C and U+200D are shown: Persian, the scripts of India and many emoji are not written without them. The list is fixed, so
    /// that no version of Unicode changes a text that was kept.
    public var steersDisplay: Bool {
        switch value {
        case 0x00...0x1f, 0x7f...0x9f: true  // controls
        case 0x61c, 0x200e...0x200f, 0x202a...0x202e, 0x2066...0x2069: true  // the direction of writing
        case 0x2028...0x2029: true  // ends of lines and paragraphs
        case 0xad, 0x180e, 0x200b, 0x2060...0x2065, 0x206a...0x206f, 0xfeff, 0xfff9...0xfffb: true  // invisible
        case 0xe0000...0xe007f: true  // tags, which can hold a whole hidden text
        default: false
        }
    }
}

extension String {
    /// The text with `\u{fffd}` in place of every scalar that steers the display.
    public var showable: String { hiding(\.steersDisplay) }

    /// The text with `\u{fffd}` in place of these scalars.
    public func hiding(_ isHidden: (Unicode.Scalar) -> Bool) -> String {
        guard unicodeScalars.contains(where: isHidden) else { return self }
        var scalars = UnicodeScalarView()
        for scalar in unicodeScalars { scalars.append(isHidden(scalar) ? "\u{fffd}" : scalar) }
        return String(scalars)
    }

    /// As much of the beginning as fits into `most` bytes of UTF-8.
    public func cut(to most: Int) -> String {
        guard utf8.count > most else { return self }
        var cut = UnicodeScalarView()
        var count = 0
        for scalar in unicodeScalars {
            count += UTF8.width(scalar)
            guard count <= most else { break }
            cut.append(scalar)
        }
        return String(cut)
    }
}

extension RawSpan {
    /// What JSON has in place of the scalar at `index` of UTF-8, where that is not ASCII and steers the display, and how many bytes
    /// it replaces; nil for any other.
    public func steeringEscape(at index: Int) -> (escape: [UInt8], length: Int)? {
        let lead = self[index]
        guard lead >= 0xc2 else { return nil }
        let length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
        guard index + length <= byteCount else { return nil }
        let bytes = Array(extracting(index..<index + length))
        guard let scalar = String(validating: bytes, as: UTF8.self)?.unicodeScalars.first, scalar.steersDisplay else {
            return nil
        }
        let escape = UTF16.encode(scalar).map { unit in
            unit.flatMap { Array("\\u".utf8) + Array([UInt8($0 >> 8), UInt8($0 & 0xff)].hex.utf8) }
        }
        return escape.map { ($0, length) }
    }
}
