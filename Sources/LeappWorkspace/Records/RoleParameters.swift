import LeappBytes
import LeappCBOR

/// What is sent along when a role is assumed; one unit of merge.
public struct RoleParameters: Hashable, Sendable {
    /// The session's name, where the user chose one.
    public var sessionName: String?
    /// How long the credentials shall live.
    public var durationSeconds: Int64?
    /// The source identity that AWS keeps through chains.
    public var sourceIdentity: String?
    /// Session tags, in the user's order.
    public var sessionTags: [TextPair]
    /// The keys of the session tags that later roles of a chain inherit.
    public var transitiveTagKeys: [String]
    /// Managed policies that narrow the session.
    public var policyARNs: [String]
    /// An inline policy that narrows the session.
    public var policy: String?

    /// Parameters; AWS's defaults where nothing is given.
    public init(
        sessionName: String? = nil, durationSeconds: Int64? = nil, sourceIdentity: String? = nil, sessionTags: [TextPair] = [],
        transitiveTagKeys: [String] = [], policyARNs: [String] = [], policy: String? = nil
    ) {
        self.sessionName = sessionName
        self.durationSeconds = durationSeconds
        self.sourceIdentity = sourceIdentity
        self.sessionTags = sessionTags
        self.transitiveTagKeys = transitiveTagKeys
        self.policyARNs = policyARNs
        self.policy = policy
    }

    /// Reads the field's map; what it does not say has AWS's default.
    init(_ value: FieldValue?) {
        let members = value?.members ?? [:]
        self.init(
            sessionName: members["sessionName"]?.text, durationSeconds: members["duration"]?.number,
            sourceIdentity: members["sourceIdentity"]?.text, sessionTags: members["sessionTags"]?.pairs ?? [],
            transitiveTagKeys: members["transitiveTags"]?.texts ?? [], policyARNs: members["policyARNs"]?.texts ?? [],
            policy: members["policy"]?.text)
    }

    func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.cbor(members: [
            Member("policy", text: policy), Member("duration", number: durationSeconds),
            Member("policyARNs", texts: policyARNs), Member("sessionName", text: sessionName),
            Member("sessionTags", pairs: sessionTags), Member("sourceIdentity", text: sourceIdentity),
            Member("transitiveTags", texts: transitiveTagKeys),
        ])
    }
}
