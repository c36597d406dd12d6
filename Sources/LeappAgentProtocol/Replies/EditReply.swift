public import LeappBytes

/// Which sessions an edit changed.
public struct EditReply: Equatable, Sendable {
    /// The ids of those that were changed, or would be; at most ``AgentLimits/sessions``.
    public var changed: [[UInt8]]
    /// How many other sessions were named, each counted once: they had it so already.
    public var unchanged: Int64

    /// An answer of these values.
    public init(changed: [[UInt8]], unchanged: Int64) { (self.changed, self.unchanged) = (changed, unchanged) }

    /// Reads the frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var changed: [[UInt8]]?
        var unchanged: Int64 = 0
        while let name = try fields.next() {
            switch name {
            case .changed: changed = try fields.recordIDs(name)
            case .unchanged: unchanged = try fields.number(name)
            default: try fields.skip()
            }
        }
        self.init(changed: try changed.required(.changed), unchanged: unchanged)
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.reply(more: false, others: 2)
        sink.field(.changed, recordIDs: changed)
        sink.field(.unchanged, unchanged)
    }
}
