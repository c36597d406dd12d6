public import LeappBytes

/// Whether another program's access token was taken over.
public struct PortalAdoptReply: Equatable, Sendable {
    /// Whether it was; false where leapp has one of its own that lives longer.
    public var adopted: Bool

    /// An answer that says so.
    public init(adopted: Bool) { self.adopted = adopted }

    /// Reads the frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var adopted: Bool?
        while let name = try fields.next() {
            if name == .adopted { adopted = try fields.bool() } else { try fields.skip() }
        }
        self.adopted = try adopted.required(.adopted)
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.reply(more: false, others: 1)
        sink.field(.adopted, adopted)
    }
}
