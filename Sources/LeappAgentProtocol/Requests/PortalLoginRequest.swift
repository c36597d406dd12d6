public import LeappBytes

/// Asks to begin a sign-in at a portal.
public struct PortalLoginRequest: Equatable, Sendable {
    /// The portal's name, id or start URL.
    public var portal: String
    /// Where the browser brings the authorization code, `http://127.0.0.1:PORT/oauth/callback`; nil for a sign-in by device code.
    public var redirectURI: String?
    /// The vault that the caller means, an absolute path.
    public var vault: String?

    /// A request to sign in at `portal`.
    public init(portal: String, redirectURI: String? = nil, vault: String? = nil) {
        (self.portal, self.redirectURI, self.vault) = (portal, redirectURI, vault)
    }

    /// Reads a request's frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var (portal, redirectURI, vault): (String?, String?, String?)
        while let name = try fields.next() {
            switch name {
            case .operation: try fields.expect(.portalLogin)
            case .version: try fields.expectVersion()
            case .portal: portal = try fields.text(name)
            case .redirectURI: redirectURI = try fields.text(name)
            case .vault: vault = try fields.path(name)
            default: try fields.skip()
            }
        }
        self.init(portal: try portal.required(.portal), redirectURI: redirectURI, vault: vault)
    }

    /// Appends the request's frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.request(.portalLogin, others: 1 + count(redirectURI != nil, vault != nil))
        sink.field(.vault, vault)
        sink.field(.portal, portal)
        sink.field(.redirectURI, redirectURI)
    }
}
