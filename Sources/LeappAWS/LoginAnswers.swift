public import LeappCrypto

/// A client that AWS registered.
public struct ClientRegistration: Sendable {
    /// The client.
    public let client: OIDCClient
    /// When AWS forgets it, in seconds since 1970.
    public let expiration: Int64

    /// A registration of `client` until `expiration`.
    public init(client: OIDCClient, expiration: Int64) {
        self.client = client
        self.expiration = expiration
    }
}

/// A code that the user enters in a browser, on this machine or another.
public struct DeviceAuthorization: Sendable {
    /// What is given for tokens when the user has agreed.
    public let deviceCode: SecretSlice
    /// What the user enters or compares.
    public let userCode: String
    /// Where it is entered.
    public let verificationURL: WebURL
    /// The same with the code filled in.
    public let completeURL: WebURL?
    /// How long both codes live, in seconds.
    public let lifetime: Int64
    /// How long to wait between two polls, in seconds; five more after each `slow_down` (RFC 8628 section 3.5).
    public let interval: Int64

    /// An authorization of these parts.
    public init(
        deviceCode: SecretSlice, userCode: String, verificationURL: WebURL, completeURL: WebURL?, lifetime: Int64, interval: Int64
    ) {
        self.deviceCode = deviceCode
        self.userCode = userCode
        self.verificationURL = verificationURL
        self.completeURL = completeURL
        self.lifetime = lifetime
        self.interval = interval
    }
}

/// The tokens of a portal session.
public struct PortalTokens: Sendable {
    /// What portal calls carry.
    public let accessToken: SecretSlice
    /// How long it lives, in seconds from the answer on.
    public let lifetime: Int64
    /// What is given for the next tokens. Where a refresh brings none, the one that was given stays good; where it brings one,
    /// that is stored before it is used, for the old one is worth nothing any more.
    public let refreshToken: SecretSlice?

    /// Tokens of these parts.
    public init(accessToken: SecretSlice, lifetime: Int64, refreshToken: SecretSlice?) {
        self.accessToken = accessToken
        self.lifetime = lifetime
        self.refreshToken = refreshToken
    }
}

extension ClientRegistration {
    init(_ fields: JSONFields) throws(AnswerFault) {
        client = OIDCClient(id: try fields.text("clientId", limit: 2048), secret: try fields.secret("clientSecret"))
        expiration = try fields.integer("clientSecretExpiresAt", in: 1...253_402_300_799)  // the year 9999
    }
}

extension DeviceAuthorization {
    init(_ fields: JSONFields) throws(AnswerFault) {
        deviceCode = try fields.secret("deviceCode")
        userCode = try fields.text("userCode", limit: 64)
        guard let url = try fields.optionalURL("verificationUri") else { throw .missing("verificationUri") }
        verificationURL = url
        completeURL = try fields.optionalURL("verificationUriComplete")
        lifetime = try fields.integer("expiresIn", in: 1...86_400)
        interval = try fields.optionalInteger("interval", in: 1...600) ?? 5  // RFC 8628 section 3.2
    }
}

extension PortalTokens {
    init(_ fields: JSONFields) throws(AnswerFault) {
        if let type = try fields.optionalText("tokenType", limit: 64), type.lowercased() != "bearer" {
            throw .invalid("tokenType")
        }
        accessToken = try fields.secret("accessToken")
        lifetime = try fields.integer("expiresIn", in: 1...31_536_000)  // a year; AWS's longest session is 90 days
        refreshToken = try fields.optionalSecret("refreshToken")
    }
}
