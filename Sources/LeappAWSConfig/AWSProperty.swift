/// A key and its value as they stand in a file.
struct AWSProperty: Sendable {
    /// The key's number in the document's ``KeyTable``.
    let key: Int
    /// The index of the key's line.
    let line: Int
    /// The value's bytes on the key's own line.
    let value: Range<Int>
    /// The index after the last line that continues the value.
    var endLine: Int
    /// The continuations, as indices into the document's.
    var continuations: Range<Int>
}
