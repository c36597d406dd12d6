/// Why bytes are not an item of the deterministic subset (spec/format.md section 5). Offsets count from the reader's start.
public enum CBORError: Error, Equatable, Sendable {
    /// The input ended inside an item that starts at `at`.
    case truncated(at: Int)
    /// A length, count or integer was not written in its shortest form.
    case notShortest(at: Int)
    /// A tag, a float, an indefinite length, an unassigned simple value or a reserved head.
    case unsupported(at: Int)
    /// An integer that a signed 64-bit integer cannot hold.
    case outOfRange(at: Int)
    /// A string of text is not UTF-8.
    case invalidText(at: Int)
    /// Keys of a map are doubled, or not in ascending bytewise order.
    case keyOrder(at: Int)
    /// Keys of one map are of different types, or of a type that cannot be a key.
    case keyType(at: Int)
    /// Containers are nested deeper than ``CBORReader/maximumDepth``.
    case tooDeep(at: Int)
    /// Something else than the reader asked for: `found` is nil at the end of the input.
    case unexpected(at: Int, found: CBORKind?)
    /// `count` bytes follow the last item.
    case trailing(count: Int)
}
