public import LeappMerge

/// A role that is assumed with a web identity token from a file.
public struct WebIdentityRole: WorkspaceRecord, Hashable {
    public static let kind = RecordKind.webIdentityRole

    /// The role's ARN.
    public var roleARN: String
    /// The path of the file that the token is read from.
    public var tokenFile: String
    /// What the user calls it.
    public var name: String
    /// What is sent along.
    public var parameters: RoleParameters
    /// The region that its credentials are used in.
    public var region: String?
    /// A second name.
    public var alias: String?
    /// The user's tags.
    public var tags: [TextPair]

    /// A web-identity role.
    public init(
        roleARN: String, tokenFile: String, name: String, parameters: RoleParameters = RoleParameters(), region: String? = nil,
        alias: String? = nil, tags: [TextPair] = []
    ) {
        self.roleARN = roleARN
        self.tokenFile = tokenFile
        self.name = name
        self.parameters = parameters
        self.region = region
        self.alias = alias
        self.tags = tags
    }

    public init?(_ state: RecordState) {
        guard let identity = state.identity(.webIdentityRole), let roleARN = identity["roleARN"]?.text,
            let tokenFile = identity["tokenFile"]?.text
        else { return nil }
        self.init(
            roleARN: roleARN, tokenFile: tokenFile, name: state.value("name")?.text ?? roleARN,
            parameters: RoleParameters(state.value("parameters")), region: state.value("region")?.text,
            alias: state.value("alias")?.text, tags: state.value("tags")?.pairs ?? [])
    }

    public var identity: [UInt8] {
        var identity = IdentityWriter()
        identity.add("roleARN", roleARN)
        identity.add("tokenFile", tokenFile)
        return identity.encoded
    }

    public func write(_ fields: inout FieldWriter) {
        fields.set("name", name)
        fields.set("parameters") { parameters.encode(into: &$0) }
        fields.set("region", region)
        fields.set("alias", alias)
        if !tags.isEmpty { fields.set("tags", tags) }
    }
}
