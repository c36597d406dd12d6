public import LeappAWS
public import LeappWorkspace

/// Why no credentials came out.
public enum VendError: Error, Sendable {
    /// The session needs a one-time code from the device `serial` and none was given.
    case codeNeeded(session: String, serial: String)
    /// A portal login is needed first; `portal` is its start URL.
    case loginNeeded(session: String, portal: String)
    /// What the session stands on is gone from the vault.
    case orphaned(session: String)
    /// The chain of parents comes back to itself.
    case loop(session: String)
    /// This version takes no credentials from sessions of that kind.
    case unsupported(session: String, kind: RecordKind)
    /// AWS said no, or could not be asked.
    case aws(session: String, AWSError)
    /// AWS answered something else than credentials.
    case wrongAnswer(session: String)
}
