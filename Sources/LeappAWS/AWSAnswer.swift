public import LeappCrypto

/// What AWS answered.
public enum AWSAnswer: Sendable {
    /// Temporary credentials, from GetSessionToken, GetFederationToken, AssumeRole and GetRoleCredentials.
    case credentials(Credentials)
    /// Whose credentials they were, from GetCallerIdentity.
    case identity(CallerIdentity)
    /// A registered client, from RegisterClient.
    case clientRegistration(ClientRegistration)
    /// A code to be entered in a browser, from StartDeviceAuthorization.
    case deviceAuthorization(DeviceAuthorization)
    /// The tokens of a portal session, from CreateToken.
    case portalTokens(PortalTokens)
    /// A page of accounts, from ListAccounts.
    case accounts(AccountPage)
    /// A page of roles, from ListAccountRoles.
    case roles(RolePage)
    /// The session has ended, from Logout.
    case loggedOut
    /// What signs a browser in to the console within 15 minutes, from getSigninToken.
    case signinToken(SecretSlice)
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
