public import LeappBytes

/// Hands over an access token that another program got from a portal; never a refresh token.
public struct PortalAdoptRequest: ~Escapable {
    /// The portal's start URL.
    public let startURL: String
    /// The portal's region.
    public let region: String
    /// The access token, secret.
    public let accessToken: RawSpan
    /// When it ends, in seconds since 1970.
    public let expiration: Int64
    /// The vault that the caller means, an absolute path.
    public let vault: String?

    /// A request to take over `accessToken`.
    @_lifetime(copy accessToken)
    public init(startURL: String, region: String, accessToken: RawSpan, expiration: Int64, vault: String? = nil) {
        (self.startURL, self.region, self.expiration, self.vault) = (startURL, region, expiration, vault)
        self.accessToken = accessToken
    }

    /// Reads a request's frame.
    @_lifetime(copy frame)
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var (startURL, region, vault): (String?, String?, String?)
        var accessToken: RawSpan?
        var expiration: Int64?
        while let name = try fields.next() {
            switch name {
            case .operation: try fields.expect(.portalAdopt)
            case .version: try fields.expectVersion()
            case .startURL: startURL = try fields.text(name)
            case .region: region = try fields.text(name)
            case .accessToken: accessToken = try fields.bytes(name, limit: AgentLimits.token)
            case .expiration: expiration = try fields.integer()
            case .vault: vault = try fields.path(name)
            default: try fields.skip()
            }
        }
        let token = try accessToken.required(.accessToken)
        let (address, place) = (try startURL.required(.startURL), try region.required(.region))
        let end = try expiration.required(.expiration)
        self.init(startURL: address, region: place, accessToken: token, expiration: end, vault: vault)
    }

    /// Appends the request's frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.request(.portalAdopt, others: 4 + count(vault != nil))
        sink.field(.vault, vault)
        sink.field(.region, region)
        sink.field(.startURL, startURL)
        sink.field(.expiration, expiration)
        sink.field(.accessToken, bytes: accessToken)
    }
}
