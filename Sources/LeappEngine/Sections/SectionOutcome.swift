/// What became of a section at stop, refresh or heal.
public struct SectionOutcome: Equatable, Sendable {
    /// What was done.
    public enum Action: Equatable, Sendable {
        /// The section is gone, and what had been set aside is back.
        case removed
        /// The section was written again.
        case written
        /// The section was left as it is.
        case left(LeftReason)
    }

    /// The profile's name.
    public let profile: String
    /// The session's id in hexadecimal; empty for a section of which nothing is known but that leapp wrote it.
    public let sessionID: String
    /// The real path of the file.
    public let file: String
    /// What was done.
    public let action: Action

    /// Why the section was left; nil where it was not.
    public var left: LeftReason? {
        if case .left(let reason) = action { reason } else { nil }
    }
}

/// Why a section was left as it is.
public enum LeftReason: Equatable, Sendable {
    /// The user changed it since leapp wrote it; its header is at `line`.
    case changed(line: Int)
    /// It could not be written, or what had been set aside could not all be given back.
    case failed(SectionError)
}
