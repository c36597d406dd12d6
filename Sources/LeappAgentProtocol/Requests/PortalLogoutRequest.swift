public import LeappBytes

/// Asks to revoke and to forget a portal's tokens.
public struct PortalLogoutRequest: Equatable, Sendable {
    /// The portal's name, id or start URL.
    public var portal: String
    /// The vault that the caller means, an absolute path.
    public var vault: String?

    /// A request to sign out at `portal`.
    public init(portal: String, vault: String? = nil) {
        self.portal = portal
        self.vault = vault
    }

    /// Reads a request's frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var (portal, vault): (String?, String?)
        while let name = try fields.next() {
            switch name {
            case .operation: try fields.expect(.portalLogout)
            case .version: try fields.expectVersion()
            case .portal: portal = try fields.text(name)
            case .vault: vault = try fields.path(name)
            default: try fields.skip()
            }
        }
        self.init(portal: try portal.required(.portal), vault: vault)
    }

    /// Appends the request's frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.request(.portalLogout, others: 1 + count(vault != nil))
        sink.field(.vault, vault)
        sink.field(.portal, portal)
    }
}
