public import LeappCrypto

/// A device and the code that it shows now.
public struct MultiFactor: Sendable {
    /// The ARN of a virtual device or the serial number of a hardware one.
    public let serialNumber: String
    /// Six digits.
    public let code: SecretSlice

    /// The code `code` of the device `serialNumber`.
    public init(serialNumber: String, code: SecretSlice) {
        self.serialNumber = serialNumber
        self.code = code
    }
}

/// The parameters of STS GetSessionToken.
public struct GetSessionToken: Sendable {
    /// 900 (15 minutes) to 129,600 (36 hours) seconds; nil leaves it to AWS (12 hours).
    public var durationSeconds: Int?
    /// The user's MFA device and its code.
    public var multiFactor: MultiFactor?

    /// A request with these parameters.
    public init(durationSeconds: Int? = nil, multiFactor: MultiFactor? = nil) {
        self.durationSeconds = durationSeconds
        self.multiFactor = multiFactor
    }
}

/// The parameters of STS GetFederationToken, which only the long-lived key of an IAM user may sign, and which takes no MFA code.
public struct GetFederationToken: Sendable {
    /// What the session is called in the trail: 2 to 32 of `A-Za-z0-9_+=,.@-`.
    public let name: String
    /// An inline session policy, JSON: the session may do what both it and the user's own policies allow, so nothing without one.
    public let policy: String
    /// One of ``durations``; nil leaves it to AWS (12 hours).
    public let durationSeconds: Int?

    /// How many seconds the session may last: 15 minutes to 36 hours.
    public static let durations = 900...129_600
    /// The policy that takes nothing away from what the user may do.
    public static let everything = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#

    /// A request with these parameters.
    public init(name: String, policy: String = everything, durationSeconds: Int? = nil) {
        self.name = name
        self.policy = policy
        self.durationSeconds = durationSeconds
    }
}

/// The parameters of STS AssumeRole, all of them.
public struct AssumeRole: Sendable {
    /// The role to assume.
    public var roleARN: String
    /// The name of the session, 2 to 64 of `A-Za-z0-9_+=,.@-`.
    public var sessionName: String
    /// 900 to the role's maximum (3,600 where roles are chained); nil leaves it to AWS (1 hour).
    public var durationSeconds: Int?
    /// What the role's owner asks of third parties.
    public var externalID: String?
    /// The caller's MFA device and its code.
    public var multiFactor: MultiFactor?
    /// An inline session policy, JSON.
    public var policy: String?
    /// Managed session policies by ARN, at most 10.
    public var policyARNs: [String] = []
    /// Session tags, at most 50, in order.
    public var tags: [SessionTag] = []
    /// The keys of tags that go on to chained sessions.
    public var transitiveTagKeys: [String] = []
    /// Who stands behind the session, kept through chains.
    public var sourceIdentity: String?
    /// Trusted context assertions of other providers, at most 5.
    public var providedContexts: [ProvidedContext] = []

    /// The two parameters that AWS requires.
    public init(roleARN: String, sessionName: String) {
        self.roleARN = roleARN
        self.sessionName = sessionName
    }
}

/// A tag of a session.
public struct SessionTag: Hashable, Sendable {
    /// 1 to 128 characters.
    public let key: String
    /// At most 256 characters.
    public let value: String

    /// The tag `key` = `value`.
    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}

/// A context assertion that a trusted provider made.
public struct ProvidedContext: Sendable {
    /// The provider's ARN.
    public let providerARN: String
    /// The signed and encrypted assertion.
    public let assertion: SecretSlice

    /// The assertion `assertion` of `providerARN`.
    public init(providerARN: String, assertion: SecretSlice) {
        self.providerARN = providerARN
        self.assertion = assertion
    }
}
