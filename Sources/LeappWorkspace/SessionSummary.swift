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
    /// What the account is called behind its portal, or the user's own name of it, where known.
    public var accountName: String?
    /// The role's name, where there is a role.
    public var roleName: String?
    /// The role's ARN, where it is known.
    public var roleARN: String?
    /// The second name.
    public var alias: String?
    /// The names of the profiles that point at it, ascending.
    public var profiles: [String] = []
    /// What those profiles say otherwise than the session, in the order of their names.
    public var settings: [ProfileSettings] = []
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
    /// Whether its portal did not offer it any more at the last sync.
    public var isGone = false

    /// A summary with what every session has.
    public init(id: RecordID, name: String, kind: RecordKind) {
        self.id = id
        self.name = name
        self.kind = kind
    }
}

/// What a profile says of its own: another region than the session's, an output format.
public struct ProfileSettings: Hashable, Sendable {
    /// The profile's name.
    public let profile: String
    /// The region, where it is another one.
    public let region: String?
    /// The output format, where there is one.
    public let output: String?

    /// Settings of the profile of that name.
    public init(profile: String, region: String? = nil, output: String? = nil) {
        (self.profile, self.region, self.output) = (profile, region, output)
    }
}

extension SessionSummary {
    /// Notes the profiles that point at the session.
    mutating func add(_ profiles: [Profile]) {
        let sorted = profiles.sorted { $0.name < $1.name }
        self.profiles = sorted.map(\.name)
        settings = sorted.compactMap { profile in
            let own = profile.region == region ? nil : profile.region
            guard own != nil || profile.output != nil else { return nil }
            return ProfileSettings(profile: profile.name, region: own, output: profile.output)
        }
    }

    /// The summary of a session of this kind. `profiles`, `accountName` and `isOrphaned` are for the workspace to fill in.
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
        isGone = kind == .ssoRole && Discovered(state.value("discovered"))?.gone != nil
        hasMFA = state.value("mfa")?.text != nil
    }
}
