import LeappAWSConfig

/// Something about a place in a file that the user should know.
public struct ImportWarning: Sendable, Hashable {
    /// The file's path.
    public let file: String
    /// The line, counted from 1.
    public let line: Int
    /// One sentence.
    public let message: String

    init(_ warning: AWSWarning) {
        file = warning.file
        line = warning.line
        message = warning.message
    }

    init(_ place: AWSEntry, path: String, _ message: String) {
        file = path
        line = place.line
        self.message = message
    }
}
