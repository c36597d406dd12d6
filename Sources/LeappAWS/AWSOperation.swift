/// The operations that leapp calls, each with its own parameters.
public enum AWSOperation: Sendable {
    /// Temporary credentials of an IAM user (STS GetSessionToken).
    case getSessionToken(GetSessionToken)
    /// Temporary credentials of an IAM user that open the console too (STS GetFederationToken).
    case getFederationToken(GetFederationToken)
    /// Temporary credentials of a role (STS AssumeRole).
    case assumeRole(AssumeRole)
    /// Whose credentials these are (STS GetCallerIdentity).
    case getCallerIdentity
    /// A client that may ask for a portal session (SSO OIDC RegisterClient).
    case registerClient(RegisterClient)
    /// A code to be entered in a browser anywhere (SSO OIDC StartDeviceAuthorization).
    case startDeviceAuthorization(StartDeviceAuthorization)
    /// The tokens of a portal session (SSO OIDC CreateToken).
    case createToken(CreateToken)
    /// A page of the accounts that the portal offers (SSO ListAccounts).
    case listAccounts(ListAccounts)
    /// A page of the roles in one of them (SSO ListAccountRoles).
    case listAccountRoles(ListAccountRoles)
    /// Temporary credentials of a role that the portal offers (SSO GetRoleCredentials).
    case getRoleCredentials(GetRoleCredentials)
    /// The end of the portal session (SSO Logout). A lost answer is asked for again and may then be that the token is unknown.
    case logout
    /// What signs a browser in to the console (the federation endpoint's getSigninToken).
    case getSigninToken(GetSigninToken)

    /// The code of an MFA device, where the operation carries one.
    public var multiFactor: MultiFactor? {
        switch self {
        case .getSessionToken(let parameters): parameters.multiFactor
        case .assumeRole(let parameters): parameters.multiFactor
        case .getFederationToken, .getCallerIdentity, .registerClient, .startDeviceAuthorization, .createToken, .listAccounts,
            .listAccountRoles, .getRoleCredentials, .logout, .getSigninToken:
            nil
        }
    }

    /// Whether the operation uses something up that works once, so that it is not asked again where the first may have been
    /// carried out.
    ///
    /// - An MFA code would be refused the second time, and say the wrong thing about why.
    /// - An authorization code that comes twice makes the server revoke what the first gave (RFC 6749 section 4.1.2). The
    ///   tokens of a lost answer cannot be had; the user signs in again.
    /// - A refresh token may have been rotated, and one that comes again may end the session (RFC 9700 section 4.14.2). The
    ///   caller still has the old token. It may offer it once more, later: at best it works, at worst AWS says `invalid_grant`,
    ///   which is what not trying would come to.
    /// - A device code is polled by the caller, at the server's interval: the next poll is the second attempt.
    ///
    /// All of these may be sent again where the server cannot have seen them, or refused before it looked (429, 503).
    var worksOnce: Bool {
        switch self {
        case .getSessionToken, .assumeRole: multiFactor != nil
        case .createToken: true
        case .getFederationToken, .getCallerIdentity, .registerClient, .startDeviceAuthorization, .listAccounts,
            .listAccountRoles, .getRoleCredentials, .logout, .getSigninToken:
            false
        }
    }
}
