/// What an item is, told by its first byte.
public enum CBORKind: UInt8, Equatable, Sendable {
    /// An integer of zero or more.
    case unsigned = 0
    /// A negative integer.
    case negative = 1
    /// A byte string.
    case bytes = 2
    /// A text string.
    case text = 3
    /// An array.
    case array = 4
    /// A map.
    case map = 5
    /// A tag; never lawful.
    case tag = 6
    /// false, true or null; anything else of this major type is never lawful.
    case simple = 7
}
