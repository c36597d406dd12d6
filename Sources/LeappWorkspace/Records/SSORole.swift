public import LeappMerge

/// A role of an account behind a portal.
public struct SSORole: WorkspaceRecord, Hashable {
    public static let kind = RecordKind.ssoRole

    /// The portal's start URL.
    public var startURL: String
    /// The account's twelve digits.
    public var accountID: String
    /// The role's name, as the portal has it.
    public var roleName: String
    /// What the user calls it.
    public var name: String
    /// The region that its credentials are used in.
    public var region: String?
    /// A second name.
    public var alias: String?
    /// The user's tags.
    public var tags: [TextPair]
    /// What syncs found out about it; nil where none has found it yet.
    public var discovered: Discovered?

    /// An SSO role.
    public init(
        startURL: String, accountID: String, roleName: String, name: String, region: String? = nil, alias: String? = nil,
        tags: [TextPair] = [], discovered: Discovered? = nil
    ) {
        self.startURL = startURL
        self.accountID = accountID
        self.roleName = roleName
        self.name = name
        self.region = region
        self.alias = alias
        self.tags = tags
        self.discovered = discovered
    }

    public init?(_ state: RecordState) {
        guard let identity = state.identity(.ssoRole), let startURL = identity["startURL"]?.text,
            let accountID = identity["accountID"]?.text, let roleName = identity["roleName"]?.text
        else { return nil }
        self.init(
            startURL: startURL, accountID: accountID, roleName: roleName,
            name: state.value("name")?.text ?? "\(accountID)/\(roleName)", region: state.value("region")?.text,
            alias: state.value("alias")?.text, tags: state.value("tags")?.pairs ?? [],
            discovered: Discovered(state.value("discovered")))
    }

    public var identity: [UInt8] {
        var identity = IdentityWriter()
        identity.add("startURL", Portal.normalised(startURL))
        identity.add("accountID", accountID)
        identity.add("roleName", roleName)
        return identity.encoded
    }

    public func write(_ fields: inout FieldWriter) {
        fields.set("name", name)
        fields.set("region", region)
        fields.set("alias", alias)
        if !tags.isEmpty { fields.set("tags", tags) }
        if let discovered { fields.set("discovered") { discovered.encode(into: &$0) } }
    }
}
