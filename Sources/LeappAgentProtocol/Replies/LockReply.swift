public import LeappBytes

/// What a lock, or the clearing at an unlock, did to the sections of started sessions.
public struct LockReply: Equatable, Sendable {
    /// The profiles whose sections were removed.
    public var removed: [String]
    /// What could not be removed and why, a line each.
    public var left: [String]

    /// An answer that names what was `removed` and what was `left`.
    public init(removed: [String], left: [String] = []) {
        (self.removed, self.left) = (removed, left)
    }

    /// Reads the frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var removed: [String]?
        var left: [String] = []
        while let name = try fields.next() {
            switch name {
            case .removed: removed = try fields.texts(name)
            case .left: left = try fields.texts(name)
            default: try fields.skip()
            }
        }
        self.init(removed: try removed.required(.removed), left: left)
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.reply(others: 2)
        sink.field(.left, texts: left)
        sink.field(.more, false)
        sink.field(.removed, texts: removed)
    }
}
