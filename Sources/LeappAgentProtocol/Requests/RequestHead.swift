import LeappBytes
import LeappCBOR

/// What every frame of a request has: the operation, and whether more frames of the same request follow.
///
/// Reading it checks the whole frame: that it is one map of the deterministic subset with text keys.
public struct RequestHead: Equatable, Sendable {
    /// What is asked for.
    public let operation: AgentOperation
    /// Whether another frame belongs to the request; only ``AgentOperation/apply`` has more than one.
    public let more: Bool
    /// The vault that the caller means, an absolute path; an agent that has another one open counts as locked.
    public let vault: String?

    /// Whether more frames follow `frame`, and what is asked for, from no more of it than that takes.
    ///
    /// Keys stand in the order of their lengths, so that a large frame's drafts are not looked at here.
    public static func peek(_ frame: RawSpan) throws(ProtocolError) -> (operation: AgentOperation, more: Bool) {
        let head = try RequestHead(frame, glancing: true)
        return (head.operation, head.more)
    }

    /// Reads the head of a request's frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) { try self.init(frame, glancing: false) }

    /// Reads the pairs of a frame; a glance ends where the keys are too long to matter to it.
    private init(_ frame: RawSpan, glancing: Bool) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var operation: AgentOperation?
        var (more, versioned) = (false, false)
        var vault: String?
        while let name = try fields.next() {
            switch name {
            case .operation: operation = try fields.operation()
            case .version:
                try fields.expectVersion()
                versioned = true
            case .more: more = try fields.bool()
            case .vault: vault = try fields.path(.vault)
            default: try fields.skip()
            }
            if glancing, try fields.nextIsLonger(than: FieldName.more.rawValue.utf8.count) { break }
        }
        guard versioned else { throw .missing(FieldName.version.rawValue) }
        let found = try operation.required(.operation)
        guard !more || found == .apply else { throw .badValue(FieldName.more.rawValue) }
        (self.operation, self.more, self.vault) = (found, more, vault)
    }
}

extension ByteSink where Self: ~Copyable {
    /// Appends the head of a request's map and its first two pairs; `others` pairs follow.
    mutating func request(_ operation: AgentOperation, others: Int) {
        cborMap(count: 2 + others)
        field(.version, AgentLimits.version)
        field(.operation, operation.rawValue)
    }
}
