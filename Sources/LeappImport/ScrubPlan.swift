public import LeappAWSConfig
public import LeappWorkspace

/// What `--scrub` would change: the files without the secrets that were imported.
public struct ScrubPlan: Sendable {
    /// The files that change.
    public let files: [ScrubbedFile]
    /// The lines that go, in the order of the files.
    public let removed: [RemovedLine]
    /// The bytes of those files as they are, as records; to be stored before a file is written.
    public let originals: [RecordDraft]
}

/// A file before and after.
public struct ScrubbedFile: Sendable {
    /// Which of the two it is.
    public let file: AWSFile
    /// Its path.
    public let path: String
    /// As it is.
    public let before: AWSDocument
    /// As it will be.
    public let after: AWSDocument
}

/// A line that goes.
public struct RemovedLine: Sendable, Hashable {
    /// The file's path.
    public let file: String
    /// The line, counted from 1.
    public let line: Int
    /// The profile that it belongs to, where it belongs to one.
    public let profile: String?
    /// What it is; never a value.
    public let what: String
}

/// Why files cannot be scrubbed or restored.
public enum ImportError: Error, Equatable, Sendable {
    /// The new lines cannot be written so that all tools read them, such as a program's path with a line feed.
    case unwritable(AWSConfigError)
    /// Parts of a file's original are missing.
    case incomplete(path: String, parts: Int, of: Int)
    /// The parts of a file's original do not add up to what was sealed.
    case damaged(path: String)
}
