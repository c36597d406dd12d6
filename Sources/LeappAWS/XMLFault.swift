/// What can be wrong with XML; offsets count bytes.
public enum XMLFault: Error, Equatable, Sendable {
    /// Longer than 1 MiB.
    case tooLarge
    /// Nested deeper than 32 elements.
    case tooDeep
    /// It ends too early.
    case truncated
    /// It declares a document type.
    case documentType
    /// An entity that XML itself does not define.
    case unknownEntity(at: Int)
    /// An end that is not that of the innermost open element.
    case mismatchedEnd(at: Int)
    /// A name of more than 128 bytes.
    case nameTooLong(at: Int)
    /// Something after the root element.
    case trailing(at: Int)
    /// An element that may come once only comes again.
    case repeated
    /// Anything else that is not XML.
    case malformed(at: Int)
}
