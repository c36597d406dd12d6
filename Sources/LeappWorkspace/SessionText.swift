import LeappBytes

/// What users may call sessions, and what may be said of them.
public enum SessionText {
    /// The longest name or alias, in bytes of UTF-8.
    public static let longestName = 256
    /// The most tags of a session: as many as AWS allows a resource.
    public static let mostTags = 50
    /// The longest key of a tag, in bytes of UTF-8 (AWS: 128 characters).
    public static let longestKey = 128
    /// The longest value of a tag, in bytes of UTF-8 (AWS: 256 characters).
    public static let longestValue = 256

    /// Whether a session can be given this name: something that can be typed and is no option.
    public static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= longestName && isTypable(text) && !text.hasPrefix("-")
    }

    /// Whether this is a tag.
    public static func isTag(_ tag: TextPair) -> Bool {
        !tag.key.isEmpty && tag.key.utf8.count <= longestKey && tag.value.utf8.count <= longestValue && isTypable(tag.key)
            && isTypable(tag.value) && !tag.key.contains("=")
    }

    /// Whether this is written as regions are: parts of letters and digits between hyphens, the first of letters, the last a number.
    public static func isRegion(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        func all(_ part: Substring, _ range: ClosedRange<Character>...) -> Bool {
            !part.isEmpty && part.allSatisfy { character in range.contains { $0.contains(character) } }
        }
        guard parts.count >= 3, parts.count <= 5, text.utf8.count <= 63, let first = parts.first, let last = parts.last else {
            return false
        }
        return all(first, "a"..."z") && last.count <= 2 && all(last, "0"..."9")
            && parts.allSatisfy { all($0, "a"..."z", "0"..."9") }
    }

    /// Whether text has nothing in it that steers a terminal, and no blanks at its ends.
    private static func isTypable(_ text: String) -> Bool {
        text.first?.isWhitespace != true && text.last?.isWhitespace != true
            && !text.unicodeScalars.contains(where: \.steersDisplay)
    }
}
