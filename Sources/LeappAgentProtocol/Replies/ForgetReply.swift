public import LeappBytes

/// What was deleted, and what was stopped before.
public struct ForgetReply: Equatable, Sendable {
    /// The ids of the records that are deleted, or would be.
    public var ids: [[UInt8]]
    /// The sections that were taken out of `~/.aws`, or would be.
    public var stopped: [StopReply.Section]

    /// An answer of these values.
    public init(ids: [[UInt8]], stopped: [StopReply.Section] = []) { (self.ids, self.stopped) = (ids, stopped) }

    /// Reads the frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var ids: [[UInt8]]?
        var stopped: [StopReply.Section]?
        while let name = try fields.next() {
            switch name {
            case .ids: ids = try fields.recordIDs(name)
            case .stopped: stopped = try StopReply.Section.all(in: &fields)
            default: try fields.skip()
            }
        }
        self.init(ids: try ids.required(.ids), stopped: try stopped.required(.stopped))
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.reply(others: 2)
        sink.field(.ids, recordIDs: ids)
        sink.field(.more, false)
        sink.field(.stopped, sections: stopped)
    }
}
