public import LeappBytes

/// Asks for the sessions of the open vault.
public struct ListRequest: Equatable, Sendable {
    /// The vault that the caller means, an absolute path.
    public var vault: String?
    /// Only sessions that match this text.
    public var filter: String?

    /// A request for the sessions that match `filter`.
    public init(vault: String? = nil, filter: String? = nil) {
        self.vault = vault
        self.filter = filter
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
            default: try fields.skip()
            }
        }
    }

    /// Appends the request's frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.request(.list, others: count(vault != nil, filter != nil))
        sink.field(.vault, vault)
        sink.field(.filter, filter)
    }
}
