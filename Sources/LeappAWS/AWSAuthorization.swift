public import LeappCrypto

/// What shows AWS that a call may be made.
public enum AWSAuthorization: Sendable {
    /// A signature of these credentials (SigV4).
    case signed(Credentials)
    /// The access token of a portal session, sent as it is.
    case bearer(SecretSlice)
    /// Nothing, or what the operation's own parameters hold.
    case none

    /// What signs, where something does.
    public var credentials: Credentials? { if case .signed(let credentials) = self { credentials } else { nil } }
}
