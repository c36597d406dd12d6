public import LeappBytes

/// Asks to change what the user chose of sessions.
public struct EditRequest: Equatable, Sendable {
    /// The sessions' names or ids, at most ``AgentLimits/sessions``.
    public var sessions: [String]
    /// A new name, for one session.
    public var name: String?
    /// A new alias, for one session; empty: there is none any more. Nil leaves it as it is.
    public var alias: String?
    /// A new region; empty: there is none any more. Nil leaves it as it is.
    public var region: String?
    /// Tags to set, `KEY=VALUE`.
    public var tags: [String]
    /// The keys of tags to take away.
    public var removedTags: [String]
    /// Whether nothing is written, and only told what would change.
    public var dryRun: Bool
    /// The vault that the caller means, an absolute path.
    public var vault: String?

    /// A request to change `sessions`.
    public init(
        sessions: [String], name: String? = nil, alias: String? = nil, region: String? = nil, tags: [String] = [],
        removedTags: [String] = [], dryRun: Bool = false, vault: String? = nil
    ) {
        (self.sessions, self.name, self.alias, self.region) = (sessions, name, alias, region)
        (self.tags, self.removedTags, self.dryRun, self.vault) = (tags, removedTags, dryRun, vault)
    }

    /// Reads a request's frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var sessions: [String]?
        var (name, alias, region, vault): (String?, String?, String?, String?)
        var (tags, removedTags): ([String], [String]) = ([], [])
        var dryRun = false
        while let field = try fields.next() {
            switch field {
            case .operation: try fields.expect(.edit)
            case .version: try fields.expectVersion()
            case .sessions: sessions = try fields.texts(field, limit: AgentLimits.sessions)
            case .name: name = try fields.text(field)
            case .alias: alias = try fields.text(field)
            case .region: region = try fields.text(field)
            case .tags: tags = try fields.texts(field, limit: AgentLimits.pairs)
            case .removedTags: removedTags = try fields.texts(field, limit: AgentLimits.pairs)
            case .dryRun: dryRun = try fields.bool()
            case .vault: vault = try fields.path(field)
            default: try fields.skip()
            }
        }
        self.init(
            sessions: try sessions.required(.sessions), name: name, alias: alias, region: region, tags: tags,
            removedTags: removedTags, dryRun: dryRun, vault: vault)
    }

    /// Appends the request's frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.request(.edit, others: 4 + count(name != nil, alias != nil, vault != nil, region != nil))
        sink.field(.name, name)
        sink.field(.tags, texts: tags)
        sink.field(.alias, alias)
        sink.field(.vault, vault)
        sink.field(.dryRun, dryRun)
        sink.field(.region, region)
        sink.field(.sessions, texts: sessions)
        sink.field(.removedTags, texts: removedTags)
    }
}
