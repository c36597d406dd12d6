public import LeappMerge

/// A role that is assumed with another session's credentials.
public struct AssumedRole: WorkspaceRecord, Hashable {
    public static let kind = RecordKind.assumedRole

    /// The role's ARN.
    public var roleARN: String
    /// The session whose credentials assume it.
    public var parent: RecordID
    /// The external id that the role's trust policy asks for.
    public var externalID: String?
    /// What the user calls it.
    public var name: String
    /// What is sent along.
    public var parameters: RoleParameters
    /// The ARN or serial number of the MFA device that the role asks for.
    public var mfaSerial: String?
    /// The region that its credentials are used in.
    public var region: String?
    /// A second name.
    public var alias: String?
    /// The user's tags.
    public var tags: [TextPair]

    /// An assumed role.
    public init(
        roleARN: String, parent: RecordID, externalID: String? = nil, name: String, parameters: RoleParameters = RoleParameters(),
        mfaSerial: String? = nil, region: String? = nil, alias: String? = nil, tags: [TextPair] = []
    ) {
        self.roleARN = roleARN
        self.parent = parent
        self.externalID = externalID
        self.name = name
        self.parameters = parameters
        self.mfaSerial = mfaSerial
        self.region = region
        self.alias = alias
        self.tags = tags
    }

    public init?(_ state: RecordState) {
        guard let identity = state.identity(.assumedRole), let roleARN = identity["roleARN"]?.text,
            let parent = identity["parent"]?.recordID
        else { return nil }
        self.init(
            roleARN: roleARN, parent: parent, externalID: identity["externalID"]?.text,
            name: state.value("name")?.text ?? roleARN, parameters: RoleParameters(state.value("parameters")),
            mfaSerial: state.value("mfa")?.text, region: state.value("region")?.text, alias: state.value("alias")?.text,
            tags: state.value("tags")?.pairs ?? [])
    }

    public var identity: [UInt8] {
        var identity = IdentityWriter()
        identity.add("roleARN", roleARN)
        identity.add("parent", bytes: parent.bytes)
        identity.add("externalID", externalID)
        return identity.encoded
    }

    public func write(_ fields: inout FieldWriter) {
        fields.set("name", name)
        fields.set("parameters") { parameters.encode(into: &$0) }
        fields.set("mfa", mfaSerial)
        fields.set("region", region)
        fields.set("alias", alias)
        if !tags.isEmpty { fields.set("tags", tags) }
    }
}
