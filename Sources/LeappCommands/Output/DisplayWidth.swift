import LeappBytes

/// How many columns of a terminal text takes, and how it is made safe to print there.
enum DisplayWidth {
    /// Columns of `text`: two for wide East Asian characters and emoji, none for marks that combine.
    static func columns(of text: String) -> Int {
        isPlain(text) ? text.utf8.count : text.reduce(0) { $0 + columns(of: $1) }
    }

    /// Whether text is printable ASCII, a column a byte, as nearly all names are.
    private static func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f } }

    /// The longest beginning of `text` that fits in `width` columns, with `…` in place of what is missing.
    static func fitting(_ text: String, in width: Int) -> String {
        guard columns(of: text) > width else { return text }
        guard width > 0 else { return "" }
        var kept = ""
        var used = 0
        for character in text {
            let more = columns(of: character)
            guard used + more < width else { break }
            kept.append(character)
            used += more
        }
        return kept + "…"
    }

    /// `text` with what could steer a terminal, and what no font has, shown as `\u{fffd}`: names come from files and from AWS.
    static func printable(_ text: String) -> String {
        isPlain(text) ? text : text.hiding(isUnprintable)
    }

    private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
        scalar.steersDisplay || scalar.properties.generalCategory == .unassigned
    }

    private static func columns(of character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        if first.isASCII { return 1 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return first.properties.isEmojiPresentation || wide.contains { $0.contains(first.value) } ? 2 : 1
        }
    }

    /// East Asian Width W and F (Unicode Standard Annex 11), in whole blocks.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
        0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD,
    ]
}
