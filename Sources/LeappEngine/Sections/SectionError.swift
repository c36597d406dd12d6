public import LeappAWSConfig
public import LeappFiles
public import LeappState

/// Why a session's section could not be written or removed.
public enum SectionError: Error, Equatable, Sendable {
    /// A file could not be read or written; nothing was changed.
    case file(FileError)
    /// The ledger could not be read or written.
    case state(StateError)
    /// The user's own section stands in the way: `keys` in `section` of `file`, whose header is at `line`.
    case adoptNeeded(file: String, line: Int, section: String, keys: [String])
    /// The section, whose header is at `line`, stands in the block of `leapp profile write` and is for another session, or was
    /// changed there: leapp sets nothing of it aside.
    case inBlock(file: String, line: Int, section: String)
    /// The profile's name or a value cannot be written so that all tools read it alike.
    case unwritable(AWSConfigError)
    /// The user's bytes that were set aside cannot be unsealed now; they are kept.
    case stillSealed(profile: String, file: String)
    /// Other programs changed the file again and again while it was to be written; nothing was changed.
    case neverStill(file: String)
}
