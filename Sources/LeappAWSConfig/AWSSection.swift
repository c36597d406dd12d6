/// A section as it stands in a file: one header and the lines below it.
public struct AWSSection: Sendable {
    /// What the SDKs read it as.
    public let role: AWSSectionRole
    /// The text between the brackets, as written.
    public let title: String
    /// The line of the header, counted from 1.
    public let line: Int
    /// Whether it holds ``AWSDocument/managedMarker``: leapp wrote it for a started session.
    public internal(set) var isManaged = false
    /// The lines that go with it: the header up to the last key, continuation or marker; not the blank lines and comments after.
    var ownLines: Range<Int>
    /// Its properties, as indices into the document's.
    var properties: Range<Int>
    /// The next section of the same role in the file.
    var next: Int?
}

/// What a section is to the SDKs.
public enum AWSSectionRole: Hashable, Sendable {
    /// A profile of that name.
    case profile(String)
    /// `[sso-session name]`, in the config file only.
    case ssoSession(String)
    /// `[services name]`, in the config file only.
    case services(String)
    /// Nothing that the SDKs read, such as `[plugins]`; the title as written.
    case other(String)
    /// A header that cannot be read.
    case unreadable
}
