public import LeappAWS
public import LeappWorkspace

/// Why no credentials came out.
public enum VendError: Error, Sendable {
    /// The session needs a one-time code from the device `serial` and none was given.
    case codeNeeded(session: String, serial: String)
    /// The portal that it comes from gave nothing.
    case portal(session: String, PortalError)
    /// The portal does not offer the role in that account to the user, or not any more.
    case notAssigned(session: String, accountID: String, roleName: String, portal: String, AWSRefusal)
    /// AWS does not let the user call GetFederationToken; `hasMFA` is whether it has a device, of which that call knows nothing.
    case notFederated(session: String, hasMFA: Bool, AWSRefusal)
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
