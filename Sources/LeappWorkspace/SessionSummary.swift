import LeappBytes
public import LeappMerge

/// What lists show of a session; nothing secret.
public struct SessionSummary: Hashable, Sendable {
    /// The record's id.
    public var id: RecordID
    /// The name as shown: unique, with a suffix (`dev~2`) where several sessions have one name.
    public var name: String
    /// What kind of session it is.
    public var kind: RecordKind
    /// The account's twelve digits, where known.
    public var accountID: String?
    /// The role's name, where there is a role.
    public var roleName: String?
    /// The role's ARN, where it is known.
    public var roleARN: String?
    /// The second name.
    public var alias: String?
    /// The names of the profiles that point at it, ascending.
    public var profiles: [String] = []
    /// The region that its credentials are used in.
    public var region: String?
    /// The session whose credentials it starts from.
    public var parent: RecordID?
    /// The start URL of the portal that it comes from.
    public var portal: String?
    /// The user's tags.
    public var tags: [TextPair] = []
    /// Whether a code of an MFA device is asked for.
    public var hasMFA = false
    /// Whether the portal or a session that it starts from is missing.
    public var isOrphaned = false

    /// A summary with what every session has.
    public init(id: RecordID, name: String, kind: RecordKind) {
        self.id = id
        self.name = name
        self.kind = kind
    }
}

extension SessionSummary {
    /// The summary of a session of this kind. `profiles` and `isOrphaned` are for the workspace to fill in.
    init(_ state: RecordState, kind: RecordKind) {
        let identity = state.value("identity")?.members ?? [:]
        self.init(id: state.id, name: "", kind: kind)
        roleARN = identity["roleARN"]?.text
        let arn = roleARN.map { $0.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false) } ?? []
        accountID = identity["accountID"]?.text ?? (arn.count == 6 ? String(arn[4]) : nil)
        roleName = identity["roleName"]?.text ?? (arn.count == 6 ? arn[5].split(separator: "/").last.map(String.init) : nil)
        name = state.value("name")?.text ?? roleName ?? identity["accessKeyID"]?.text ?? state.id.hex
        alias = state.value("alias")?.text
        region = state.value("region")?.text
        parent = identity["parent"]?.recordID
        portal = identity["startURL"]?.text
        tags = state.value("tags")?.pairs ?? []
        hasMFA = state.value("mfa")?.text != nil
    }
}
