/// Which page of a list is asked for.
public struct ListPage: Hashable, Sendable {
    /// What the page before named; nil for the first one.
    public let token: String?
    /// How many entries a page may have, 1 to ``limit``.
    public let size: Int

    /// The most entries that a page may have.
    public static let limit = 100

    /// The page at `token`.
    public init(token: String? = nil, size: Int = limit) {
        self.token = token
        self.size = size
    }
}

/// The parameters of SSO ListAccounts.
public struct ListAccounts: Sendable {
    /// Which page is asked for.
    public let page: ListPage

    /// The accounts of one page.
    public init(page: ListPage = ListPage()) { self.page = page }
}

/// The parameters of SSO ListAccountRoles.
public struct ListAccountRoles: Sendable {
    /// The twelve digits of the account.
    public let accountID: String
    /// Which page is asked for.
    public let page: ListPage

    /// The roles of one page in the account `accountID`.
    public init(accountID: String, page: ListPage = ListPage()) {
        self.accountID = accountID
        self.page = page
    }
}

/// The parameters of SSO GetRoleCredentials.
public struct GetRoleCredentials: Sendable {
    /// The twelve digits of the account.
    public let accountID: String
    /// The role's name, as the portal lists it.
    public let roleName: String

    /// The role `roleName` in the account `accountID`.
    public init(accountID: String, roleName: String) {
        self.accountID = accountID
        self.roleName = roleName
    }
}

/// The parameters of the federation endpoint's getSigninToken.
public struct GetSigninToken: Sendable {
    /// What the browser will be signed in with: temporary credentials.
    public let credentials: Credentials
    /// How long the console session lasts, one of ``durations``; only for a role that IAM credentials assumed. Nil for as long
    /// as the credentials.
    public let durationSeconds: Int?

    /// How many seconds a console session of a role may be asked to last: 15 minutes to 12 hours.
    public static let durations = 900...43_200

    /// A request to sign in with `credentials`.
    public init(credentials: Credentials, durationSeconds: Int? = nil) {
        self.credentials = credentials
        self.durationSeconds = durationSeconds
    }
}
