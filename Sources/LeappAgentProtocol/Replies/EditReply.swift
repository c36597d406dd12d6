public import LeappBytes

/// Which sessions an edit changed.
public struct EditReply: Equatable, Sendable {
    /// The ids of those that were changed, or would be; at most ``AgentLimits/sessions``.
    public var changed: [[UInt8]]

    /// An answer of these values.
    public init(changed: [[UInt8]]) { self.changed = changed }

    /// Reads the frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var changed: [[UInt8]]?
        while let name = try fields.next() {
            switch name {
            case .changed: changed = try fields.recordIDs(name)
            default: try fields.skip()
            }
        }
        self.init(changed: try changed.required(.changed))
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.reply(more: false, others: 1)
        sink.field(.changed, recordIDs: changed)
    }
}
