public import LeappBytes

/// Asks to list a portal's accounts and roles and to keep the vault's sessions in step with them.
public struct PortalSyncRequest: Equatable, Sendable {
    /// The portal's name, id or start URL.
    public var portal: String
    /// Patterns of the accounts that count, stored as the portal's setting; nil leaves the setting as it is.
    public var accounts: [String]?
    /// Patterns of the roles that count, stored as the portal's setting; nil leaves the setting as it is.
    public var roles: [String]?
    /// What new sessions are called, stored as the portal's setting; nil leaves the setting as it is.
    public var template: String?
    /// Tags of new sessions, `KEY=VALUE`, stored as the portal's setting; nil leaves the setting as it is.
    public var tags: [String]?
    /// Whether nothing is written, and only the changes are told.
    public var dryRun: Bool
    /// Whether a listing that was cut off is begun anew and not continued.
    public var restart: Bool
    /// The vault that the caller means, an absolute path.
    public var vault: String?

    /// A request to list `portal`.
    public init(
        portal: String, accounts: [String]? = nil, roles: [String]? = nil, template: String? = nil,
        tags: [String]? = nil, dryRun: Bool = false, restart: Bool = false, vault: String? = nil
    ) {
        (self.portal, self.accounts, self.roles, self.template, self.tags) = (portal, accounts, roles, template, tags)
        (self.dryRun, self.restart, self.vault) = (dryRun, restart, vault)
    }

    /// Reads a request's frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var (portal, template, vault): (String?, String?, String?)
        var (accounts, roles, tags): ([String]?, [String]?, [String]?)
        var (dryRun, restart) = (false, false)
        while let name = try fields.next() {
            switch name {
            case .operation: try fields.expect(.portalSync)
            case .version: try fields.expectVersion()
            case .portal: portal = try fields.text(name)
            case .accounts: accounts = try fields.texts(name, limit: AgentLimits.patterns)
            case .roles: roles = try fields.texts(name, limit: AgentLimits.patterns)
            case .template: template = try fields.text(name)
            case .tags: tags = try fields.texts(name, limit: AgentLimits.pairs)
            case .dryRun: dryRun = try fields.bool()
            case .restart: restart = try fields.bool()
            case .vault: vault = try fields.path(name)
            default: try fields.skip()
            }
        }
        self.init(
            portal: try portal.required(.portal), accounts: accounts, roles: roles, template: template, tags: tags,
            dryRun: dryRun, restart: restart, vault: vault)
    }

    /// Appends the request's frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.request(.portalSync, others: 3 + count(tags != nil, roles != nil, vault != nil, accounts != nil, template != nil))
        sink.field(.tags, texts: tags)
        sink.field(.roles, texts: roles)
        sink.field(.vault, vault)
        sink.field(.dryRun, dryRun)
        sink.field(.portal, portal)
        sink.field(.restart, restart)
        sink.field(.accounts, texts: accounts)
        sink.field(.template, template)
    }
}
