public import LeappBytes

/// Asks for the sessions of the open vault.
public struct ListRequest: Equatable, Sendable {
    /// The vault that the caller means, an absolute path.
    public var vault: String?
    /// Only sessions that match this text.
    public var filter: String?
    /// Only sessions of this kind.
    public var kind: String?
    /// Only sessions of this account, role or portal: patterns.
    public var account: String?, role: String?, portal: String?
    /// Only sessions with all of these tags: `KEY` or `KEY=VALUE`.
    public var tags: [String]

    /// A request for the sessions that match all that is given.
    public init(
        vault: String? = nil, filter: String? = nil, kind: String? = nil, account: String? = nil, role: String? = nil,
        portal: String? = nil, tags: [String] = []
    ) {
        (self.vault, self.filter, self.kind, self.tags) = (vault, filter, kind, tags)
        (self.account, self.role, self.portal) = (account, role, portal)
    }

    /// Reads a request's frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        let head = try RequestHead(parsing: frame)
        guard head.operation == .list else { throw .otherOperation(head.operation) }
        var fields = try FieldReader(frame)
        self.init(vault: head.vault)
        while let name = try fields.next() {
            switch name {
            case .filter: filter = try fields.text(name)
            case .kind: kind = try fields.text(name)
            case .account: account = try fields.text(name)
            case .role: role = try fields.text(name)
            case .portal: portal = try fields.text(name)
            case .tags: tags = try fields.texts(name)
            default: try fields.skip()
            }
        }
    }

    /// Appends the request's frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        let optional = count(
            vault != nil, filter != nil, kind != nil, account != nil, role != nil, portal != nil, !tags.isEmpty)
        sink.request(.list, others: optional)
        sink.field(.kind, kind)
        sink.field(.role, role)
        if !tags.isEmpty { sink.field(.tags, texts: tags) }
        sink.field(.vault, vault)
        sink.field(.filter, filter)
        sink.field(.portal, portal)
        sink.field(.account, account)
    }
}
