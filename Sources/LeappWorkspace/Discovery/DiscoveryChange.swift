/// What a sync changes, as its user is told.
public struct DiscoveryChange: Hashable, Sendable {
    /// What happened.
    public enum Kind: String, Sendable, CaseIterable {
        /// A role is offered that was not known.
        case added
        /// A role is not offered any more.
        case gone
        /// A role is offered again.
        case returned
        /// The portal calls an account by another name.
        case renamed
    }

    /// What happened.
    public let kind: Kind
    /// The session's name; that of the account where it was renamed.
    public let name: String
    /// The account's twelve digits.
    public let accountID: String
    /// What the portal calls the account.
    public let accountName: String?
    /// The role's name; nil where an account was renamed.
    public let role: String?
    /// What a renamed account was called.
    public let was: String?

    /// A change.
    public init(
        _ kind: Kind, name: String, accountID: String, accountName: String?, role: String? = nil, was: String? = nil
    ) {
        self.kind = kind
        self.name = name
        self.accountID = accountID
        self.accountName = accountName
        self.role = role
        self.was = was
    }
}
