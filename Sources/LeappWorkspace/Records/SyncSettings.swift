import LeappBytes
import LeappCBOR

/// What a sync of a portal takes in, and how it names it; one unit of merge.
public struct SyncSettings: Hashable, Sendable {
    /// How new sessions are named, as ``SessionNameTemplate`` reads it; nil for the default.
    public var template: String?
    /// Patterns of the accounts that are taken in, by name or id; none means all.
    public var accounts: [String]
    /// Patterns of the roles that are taken in; none means all.
    public var roles: [String]

    /// Tags of new sessions.
    public var tags: [TextPair]

    /// Settings; everything is taken in where nothing is given.
    public init(template: String? = nil, accounts: [String] = [], roles: [String] = [], tags: [TextPair] = []) {
        self.template = template
        self.accounts = accounts
        self.roles = roles
        self.tags = tags
    }

    init(_ value: FieldValue?) {
        let members = value?.members ?? [:]
        self.init(
            template: members["template"]?.text, accounts: members["accounts"]?.texts ?? [],
            roles: members["roles"]?.texts ?? [], tags: members["tags"]?.pairs ?? [])
    }

    func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.cbor(members: [
            Member("tags", pairs: tags), Member("roles", texts: roles), Member("accounts", texts: accounts),
            Member("template", text: template),
        ])
    }
}
