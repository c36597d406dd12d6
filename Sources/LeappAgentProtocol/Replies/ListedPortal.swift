import LeappBytes
import LeappCBOR

/// A portal of a ``PortalsReply``: what the vault says of it, and how leapp stands with it on this machine.
public struct ListedPortal: Equatable, Sendable {
    /// The portal's record id, in hexadecimal.
    public var id: String
    /// Its name.
    public var name: String
    /// Its start URL.
    public var startURL: String
    /// Its region.
    public var region: String
    /// Whether leapp can get credentials from it without another sign-in, as far as is known.
    public var signedIn: Bool
    /// When the access token at hand ends, in seconds since 1970.
    public var expiration: Int64?
    /// Whether a new access token comes without the user.
    public var renewable: Bool
    /// How many of the accounts that it offers the vault knows.
    public var accounts: Int64
    /// How many of the roles that it offers the vault knows.
    public var roles: Int64
    /// How many roles the vault knows from it that it does not offer any more; they are counted nowhere else.
    public var gone: Int64
    /// When it was last listed on this machine, in seconds since 1970.
    public var synced: Int64?

    /// How new sessions are named; nil for the default.
    public var template: String?
    /// Patterns of the accounts, and of the roles, that a listing takes in; none means all.
    public var accountPatterns: [String], rolePatterns: [String]
    /// The tags of new sessions, `KEY=VALUE`.
    public var tags: [String]

    /// A portal that leapp is not signed in at and whose roles are not known; the rest is set on it.
    public init(id: String, name: String, startURL: String, region: String) {
        (self.id, self.name, self.startURL, self.region) = (id, name, startURL, region)
        (signedIn, renewable, accounts, roles, gone) = (false, false, 0, 0, 0)
        (accountPatterns, rolePatterns, tags) = ([], [], [])
    }

    /// Reads one item.
    init(parsing item: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(item)
        self.init(id: "", name: "", startURL: "", region: "")
        var (id, title, startURL, region): (String?, String?, String?, String?)
        var signedIn: Bool?
        while let name = try fields.next() {
            switch name {
            case .id: id = try fields.text(name)
            case .name: title = try fields.text(name)
            case .startURL: startURL = try fields.text(name)
            case .region: region = try fields.text(name)
            case .signedIn: signedIn = try fields.bool()
            case .expiration: expiration = try fields.integer()
            case .renewable: renewable = try fields.bool()
            case .accounts: accounts = try fields.number(name)
            case .roles: roles = try fields.number(name)
            case .gone: gone = try fields.number(name)
            case .synced: synced = try fields.integer()
            case .template: template = try fields.text(name)
            case .accountPatterns: accountPatterns = try fields.texts(name, limit: AgentLimits.patterns)
            case .rolePatterns: rolePatterns = try fields.texts(name, limit: AgentLimits.patterns)
            case .tags: tags = try fields.texts(name, limit: AgentLimits.pairs)
            default: try fields.skip()
            }
        }
        (self.id, self.name) = (try id.required(.id), try title.required(.name))
        (self.startURL, self.region) = (try startURL.required(.startURL), try region.required(.region))
        self.signedIn = try signedIn.required(.signedIn)
    }

    /// Appends one item.
    func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.cborMap(
            count: 9
                + count(
                    synced != nil, expiration != nil, template != nil, !accountPatterns.isEmpty, !rolePatterns.isEmpty,
                    !tags.isEmpty))
        sink.field(.id, id)
        sink.field(.gone, gone)
        sink.field(.name, name)
        if !tags.isEmpty { sink.field(.tags, texts: tags) }
        sink.field(.roles, roles)
        sink.field(.region, region)
        sink.field(.synced, synced)
        sink.field(.accounts, accounts)
        sink.field(.signedIn, signedIn)
        sink.field(.startURL, startURL)
        sink.field(.template, template)
        sink.field(.renewable, renewable)
        sink.field(.expiration, expiration)
        if !rolePatterns.isEmpty { sink.field(.rolePatterns, texts: rolePatterns) }
        if !accountPatterns.isEmpty { sink.field(.accountPatterns, texts: accountPatterns) }
    }
}
