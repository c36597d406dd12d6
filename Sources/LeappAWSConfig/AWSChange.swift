public import LeappCrypto

/// One edit of a document. Sections are indices into ``AWSDocument/sections`` of the document that is edited.
public enum AWSChange: Sendable {
    /// A new section at the end. A final newline that is missing stays missing, so that ``remove(section:)`` undoes it exactly.
    case append(AWSSectionRole, [AWSLine])
    /// Exact bytes at the end, such as a section that was there before.
    case appendExact(SecretSlice)
    /// New lines below the header, in place of all its own lines.
    case replaceBody(section: Int, [AWSLine])
    /// Exact bytes in place of the header and its own lines.
    case restore(section: Int, SecretSlice)
    /// The header and its own lines go; blank lines and comments after them stay.
    case remove(section: Int)
    /// The key's first line gets the value, its other lines go; where there is none, it comes after the last own line.
    case set(section: Int, key: String, value: SecretSlice)
    /// As ``set(section:key:value:)`` where the value is public text.
    case setText(section: Int, key: String, String)
    /// All lines of the key go.
    case removeKey(section: Int, key: String)
    /// One line goes, whatever it is; counted from 1.
    case removeLine(Int)
}

/// A line to be written.
public enum AWSLine: Sendable {
    /// A comment; the text starts with `#`.
    case comment(String)
    /// `key = value`
    case value(key: String, SecretSlice)
    /// `key = value` where the value is public text.
    case text(String, String)
    /// `key =` and indented sub-keys.
    case nested(key: String, [(key: String, value: SecretSlice)])

    /// The line that marks leapp's own sections.
    public static let managed = AWSLine.comment(AWSDocument.managedMarker)
}

/// Why an edit cannot be made.
public enum AWSConfigError: Error, Equatable, Sendable {
    /// A section that SDKs and botocore would not both read under that name.
    case unwritableName(String)
    /// A key that they would not both read.
    case unwritableKey(String)
    /// A value that they would not read alike, or a comment that is none.
    case unwritableValue(key: String)
    /// No section of that index.
    case noSuchSection(Int)
    /// No line of that number.
    case noSuchLine(Int)
    /// Two changes of the same lines.
    case overlappingChanges(section: Int)
}
