import LeappBytes
import LeappCBOR
public import LeappMerge

/// An AWS account: what portals say of it, and what the user chose.
public struct Account: WorkspaceRecord, Hashable {
    public static let kind = RecordKind.account

    /// The partition that it lives in, such as `aws`.
    public var partition: String
    /// Its twelve digits.
    public var accountID: String
    /// The user's own name of it.
    public var alias: String?
    /// The user's tags.
    public var tags: [TextPair]
    /// What each portal says of it, by the portal's record.
    public var portals: [RecordID: Entry]

    /// What one portal says of an account.
    public struct Entry: Hashable, Sendable {
        /// What it is called there.
        public var name: String?
        /// The address of its root user.
        public var email: String?
        /// Since when it is offered, and until when.
        public var discovered: Discovered

        /// What a portal says.
        public init(name: String?, email: String?, discovered: Discovered) {
            self.name = name
            self.email = email
            self.discovered = discovered
        }

        init?(_ value: FieldValue?) {
            let members = value?.members ?? [:]
            guard let discovered = Discovered(members) else { return nil }
            self.init(name: members["name"]?.text, email: members["email"]?.text, discovered: discovered)
        }

        func encode(into sink: inout some ByteSink & ~Copyable) {
            // In canonical order, shorter keys first: gone, name, email, found.
            sink.cbor(members: [
                Member("gone", number: discovered.gone), Member("name", text: name), Member("email", text: email),
                Member("found", number: discovered.found),
            ])
        }
    }

    /// An account.
    public init(
        partition: String, accountID: String, alias: String? = nil, tags: [TextPair] = [], portals: [RecordID: Entry] = [:]
    ) {
        self.partition = partition
        self.accountID = accountID
        self.alias = alias
        self.tags = tags
        self.portals = portals
    }

    public init?(_ state: RecordState) {
        guard let identity = state.identity(.account), let partition = identity["partition"]?.text,
            let accountID = identity["accountID"]?.text
        else { return nil }
        var portals: [RecordID: Entry] = [:]
        for field in state.fields where field.name.hasPrefix(Account.portalPrefix) {
            let id = RecordID(hex: field.name.dropFirst(Account.portalPrefix.count))
            if let id, let entry = Entry(field.current.map(FieldValue.init)) { portals[id] = entry }
        }
        self.init(
            partition: partition, accountID: accountID, alias: state.value("alias")?.text,
            tags: state.value("tags")?.pairs ?? [], portals: portals)
    }

    public var identity: [UInt8] {
        var identity = IdentityWriter()
        identity.add("partition", partition)
        identity.add("accountID", accountID)
        return identity.encoded
    }

    public func write(_ fields: inout FieldWriter) {
        fields.set("alias", alias)
        if !tags.isEmpty { fields.set("tags", tags) }
        for (portal, entry) in portals.sorted(by: { $0.key < $1.key }) {
            fields.set(Account.field(of: portal)) { entry.encode(into: &$0) }
        }
    }

    /// What the account is called: the user's name of it, else that behind `portal`, else that behind any.
    public func shownName(behind portal: RecordID?) -> String? {
        alias ?? portal.flatMap { portals[$0]?.name }
            ?? portals.filter { $0.value.name != nil }.min { $0.key < $1.key }?.value.name
    }

    static let portalPrefix = "portal:"

    /// The field that holds what a portal says.
    static func field(of portal: RecordID) -> String { portalPrefix + portal.hex }
}
