/// One line of a document: where its bytes lie, and what its first character makes of it.
public struct INILine: Sendable {
    /// The text without line ending (and without a byte order mark before the first line).
    public let content: Range<Int>
    /// Where the line starts; the end of the line before it.
    public let start: Int
    /// Where the line ends, its line ending included; the start of the next one.
    public let end: Int
    /// What kind of line it is.
    public let shape: INILineShape
}

/// What a line can be, seen alone.
public enum INILineShape: Sendable {
    /// Nothing but spaces and tabs.
    case blank
    /// `#` or `;` in the first column.
    case comment
    /// `[` in the first column.
    case header
    /// Text after a space or a tab: a continuation or a sub-key, as the line before it wants.
    case indented
    /// Anything else: a key and its value, or a mistake.
    case text
}

/// How lines end.
public enum ININewline: Sendable {
    /// `\n`
    case lineFeed
    /// `\r\n`
    case carriageReturnLineFeed

    /// The bytes.
    public var bytes: [UInt8] {
        switch self {
        case .lineFeed: [0x0a]
        case .carriageReturnLineFeed: [0x0d, 0x0a]
        }
    }
}
