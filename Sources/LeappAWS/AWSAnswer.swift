/// What AWS answered.
public enum AWSAnswer: Sendable {
    /// Temporary credentials, from GetSessionToken and AssumeRole.
    case credentials(Credentials)
    /// Whose credentials they were, from GetCallerIdentity.
    case identity(CallerIdentity)
}

/// Whose credentials signed a request.
public struct CallerIdentity: Hashable, Sendable {
    /// The twelve digits of the account.
    public let accountID: String
    /// The ARN of the user or session.
    public let arn: String
    /// AWS's own name of the user or session, such as `AIDA…` or `AROA…:name`.
    public let userID: String

    /// An identity of these parts.
    public init(accountID: String, arn: String, userID: String) {
        self.accountID = accountID
        self.arn = arn
        self.userID = userID
    }
}
