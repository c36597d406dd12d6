import LeappCrypto

/// Some of the accounts that the portal offers.
public struct AccountPage: Equatable, Sendable {
    /// The accounts, in the portal's order; a page may be empty and not the last.
    public let accounts: [PortalAccount]
    /// What asks for the next page; nil on the last one.
    public let nextToken: String?

    /// A page of these parts.
    public init(accounts: [PortalAccount], nextToken: String?) {
        self.accounts = accounts
        self.nextToken = nextToken
    }
}

/// An account that the portal offers.
public struct PortalAccount: Hashable, Sendable {
    /// Twelve digits.
    public let id: String
    /// What it is called: one line, fit to be shown.
    public let name: String?
    /// The address of its root user: one line, fit to be shown.
    public let email: String?

    /// An account of these parts.
    public init(id: String, name: String?, email: String?) {
        self.id = id
        self.name = name
        self.email = email
    }
}

/// Some of the roles in an account.
public struct RolePage: Equatable, Sendable {
    /// The roles' names, in the portal's order; a page may be empty and not the last.
    public let roleNames: [String]
    /// What asks for the next page; nil on the last one.
    public let nextToken: String?

    /// A page of these parts.
    public init(roleNames: [String], nextToken: String?) {
        self.roleNames = roleNames
        self.nextToken = nextToken
    }
}

/// How many bytes are kept of a name, and of an address: so a page fits a frame of the worker.
private let nameLimit = 1024

/// The longest mark of a page that is read, in bytes.
private let nextTokenLimit = 8192

/// What `read` reads of what a portal says of one account, which a fault then names.
private func of<Value>(account id: String, _ read: () throws(AnswerFault) -> Value) throws(AnswerFault) -> Value {
    do throws(AnswerFault) {
        return try read()
    } catch {
        switch error {
        case .missing(let field), .invalid(let field): throw .ofAccount(id: id, field: field)
        case .xml, .json, .ofAccount, .redirect, .notAWS: throw error
        }
    }
}

extension AccountPage {
    init(_ fields: JSONFields) throws(AnswerFault) {
        var accounts: [PortalAccount] = []
        for account in try fields.list("accountList", limit: ListPage.limit) {
            let id = try account.text("accountId", \.isAccountID)
            // Whoever owns an account names it, and must not be able to spoil everybody's list.
            accounts.append(
                try of(account: id) { () throws(AnswerFault) in
                    PortalAccount(
                        id: id, name: try account.optionalName("accountName", limit: nameLimit),
                        email: try account.optionalName("emailAddress", limit: nameLimit))
                })
        }
        self.accounts = accounts
        nextToken = try fields.optionalText("nextToken", limit: nextTokenLimit)
    }
}

extension RolePage {
    /// Reads the roles of the account `accountID`.
    init(_ fields: JSONFields, accountID: String) throws(AnswerFault) {
        var names: [String] = []
        for role in try fields.list("roleList", limit: ListPage.limit) {
            if let account = try role.optionalText("accountId", limit: 12), account != accountID { throw .invalid("accountId") }
            names.append(try of(account: accountID) { () throws(AnswerFault) in try role.text("roleName", \.isRoleName) })
        }
        roleNames = names
        nextToken = try fields.optionalText("nextToken", limit: nextTokenLimit)
    }
}

extension Credentials {
    /// Reads what GetRoleCredentials gives for a role in the account `accountID`.
    init(_ fields: JSONFields, accountID: String) throws(AnswerFault) {
        let role = try fields.fields("roleCredentials")
        self.init(
            accessKeyID: try role.text("accessKeyId", \.isAccessKeyID),
            secretAccessKey: try role.secret("secretAccessKey", limit: 256),
            sessionToken: try role.secret("sessionToken"),
            // Milliseconds, up to the year 9999.
            expiration: try role.integer("expiration", in: 1000...253_402_300_799_000) / 1000, accountID: accountID)
    }
}
