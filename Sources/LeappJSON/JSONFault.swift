/// What can be wrong with JSON; offsets count bytes.
public enum JSONFault: Error, Equatable, Sendable {
    /// Longer than the reader was told to take.
    case tooLarge
    /// Nested deeper than 16 arrays and objects.
    case tooDeep(at: Int)
    /// It ends too early.
    case truncated
    /// Not UTF-8.
    case notUTF8
    /// Half of a surrogate pair alone.
    case loneSurrogate(at: Int)
    /// A name that the object has already.
    case duplicateName(at: Int)
    /// Something after the value.
    case trailing(at: Int)
    /// Anything else that is not JSON.
    case malformed(at: Int)
}
