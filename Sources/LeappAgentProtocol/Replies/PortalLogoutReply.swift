public import LeappBytes

/// What became of a portal's tokens.
public struct PortalLogoutReply: Equatable, Sendable {
    /// Whether AWS ended the session at the portal; false where there was no token, or where `left` says why not.
    public var revoked: Bool
    /// What is not done and why, a line each.
    public var left: [String]

    /// An answer of these values.
    public init(revoked: Bool, left: [String] = []) {
        self.revoked = revoked
        self.left = left
    }

    /// Reads the frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var revoked: Bool?
        var left: [String] = []
        while let name = try fields.next() {
            switch name {
            case .revoked: revoked = try fields.bool()
            case .left: left = try fields.texts(name)
            default: try fields.skip()
            }
        }
        self.init(revoked: try revoked.required(.revoked), left: left)
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.reply(others: 2)
        sink.field(.left, texts: left)
        sink.field(.more, false)
        sink.field(.revoked, revoked)
    }
}
