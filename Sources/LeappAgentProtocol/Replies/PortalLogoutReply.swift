public import LeappBytes

/// What became of a portal's tokens.
public struct PortalLogoutReply: Equatable, Sendable {
    /// Whether AWS ended the session at the portal; false where there was no token, or where `left` says why not.
    public var revoked: Bool
    /// The profiles of started sessions that stood on the portal and were stopped.
    public var removed: [String]
    /// What is not done and why, a line each.
    public var left: [String]

    /// An answer of these values.
    public init(revoked: Bool, removed: [String] = [], left: [String] = []) {
        (self.revoked, self.removed, self.left) = (revoked, removed, left)
    }

    /// Reads the frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var revoked: Bool?
        var (removed, left): ([String], [String]) = ([], [])
        while let name = try fields.next() {
            switch name {
            case .revoked: revoked = try fields.bool()
            case .removed: removed = try fields.texts(name)
            case .left: left = try fields.texts(name)
            default: try fields.skip()
            }
        }
        self.init(revoked: try revoked.required(.revoked), removed: removed, left: left)
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.reply(others: 3)
        sink.field(.left, texts: left)
        sink.field(.more, false)
        sink.field(.removed, texts: removed)
        sink.field(.revoked, revoked)
    }
}
