public import LeappBytes
import LeappCBOR

/// One frame of the list of sessions; a list has as many as its sessions need.
public struct ListReply: ~Escapable {
    /// Whether another frame follows.
    public let more: Bool
    /// The sessions, each a ``ListedSession``.
    public let sessions: ItemList

    /// A frame with `sessions`.
    @_lifetime(copy sessions)
    public init(more: Bool, sessions: ItemList) {
        self.more = more
        self.sessions = sessions
    }

    /// Reads one frame.
    @_lifetime(copy frame)
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var more: Bool?
        var sessions: ItemList?
        while let name = try fields.next() {
            switch name {
            case .more: more = try fields.bool()
            case .sessions: sessions = try fields.items()
            default: try fields.skip()
            }
        }
        let found = try sessions.required(.sessions)
        self.init(more: try more.required(.more), sessions: found)
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.reply(more: more, others: 1)
        sink.field(.sessions, sessions)
    }
}

/// A session of a ``ListReply``: the vault's summary of it, and what only the agent knows.
public struct ListedSession: ~Escapable {
    /// The session's summary as the workspace encodes it: one map.
    public let summary: RawSpan
    /// Whether it is started.
    public let active: Bool
    /// When its credentials end, in seconds since 1970, where it has some.
    public let expiration: Int64?
    /// When it was last used on this machine, in seconds since 1970.
    public let used: Int64?

    /// A session with its summary's encoding.
    @_lifetime(copy summary)
    public init(summary: RawSpan, active: Bool, expiration: Int64?, used: Int64? = nil) {
        (self.summary, self.active, self.expiration, self.used) = (summary, active, expiration, used)
    }

    /// Reads one item.
    @_lifetime(copy item)
    public init(parsing item: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(item)
        var summary: RawSpan?
        var active: Bool?
        var (expiration, used): (Int64?, Int64?)
        while let name = try fields.next() {
            switch name {
            case .session: summary = try fields.item()
            case .active: active = try fields.bool()
            case .expiration: expiration = try fields.integer()
            case .used: used = try fields.integer()
            default: try fields.skip()
            }
        }
        let found = try summary.required(.session)
        self.init(summary: found, active: try active.required(.active), expiration: expiration, used: used)
    }

    /// Appends one item.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.cborMap(count: 2 + count(expiration != nil, used != nil))
        sink.field(.used, used)
        sink.field(.active, active)
        sink.key(.session)
        sink.append(summary)
        sink.field(.expiration, expiration)
    }
}
