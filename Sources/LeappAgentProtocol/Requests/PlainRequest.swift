public import LeappBytes

/// A request without fields of its own: status, lock, current, originals, portals.
public struct PlainRequest: Equatable, Sendable {
    /// What is asked for.
    public var operation: AgentOperation
    /// The vault that the caller means, an absolute path.
    public var vault: String?

    /// A request for `operation`.
    public init(_ operation: AgentOperation, vault: String? = nil) {
        self.operation = operation
        self.vault = vault
    }

    /// Reads a request's frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        let head = try RequestHead(parsing: frame)
        self.init(head.operation, vault: head.vault)
    }

    /// Appends the request's frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.request(operation, others: count(vault != nil))
        sink.field(.vault, vault)
    }
}
