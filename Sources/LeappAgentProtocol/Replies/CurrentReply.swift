public import LeappBytes

/// What is started.
public struct CurrentReply: Equatable, Sendable {
    /// The started sessions.
    public var started: [StartedSection]

    /// An answer that names `started`.
    public init(started: [StartedSection]) { self.started = started }

    /// Reads the frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var started: [StartedSection]?
        while let name = try fields.next() {
            if name == .started { started = try StartedSection.list(fields.items()) } else { try fields.skip() }
        }
        self.started = try started.required(.started)
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.reply(more: false, others: 1)
        sink.key(.started)
        StartedSection.encode(started, into: &sink)
    }
}
