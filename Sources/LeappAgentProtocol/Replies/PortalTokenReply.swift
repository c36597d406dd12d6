public import LeappBytes

/// Whether a sign-in has ended well, or goes on.
public enum PortalTokenReply: Equatable, Sendable {
    /// Signed in: the portal's name, when the access token ends (seconds since 1970), whether another comes without the user.
    case signedIn(portal: String, expiration: Int64, renewable: Bool)
    /// The user has not agreed yet; the next question may come after `interval` seconds.
    case pending(interval: Int64)

    /// Reads the frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var portal: String?
        var (expiration, interval): (Int64?, Int64?)
        var (renewable, pending) = (false, false)
        while let name = try fields.next() {
            switch name {
            case .portal: portal = try fields.text(name)
            case .expiration: expiration = try fields.integer()
            case .renewable: renewable = try fields.bool()
            case .pending: pending = try fields.bool()
            case .interval: interval = try fields.seconds(name)
            default: try fields.skip()
            }
        }
        if pending {
            guard portal == nil else { throw .badValue(FieldName.pending.rawValue) }
            self = .pending(interval: try interval.required(.interval))
        } else {
            self = .signedIn(
                portal: try portal.required(.portal), expiration: try expiration.required(.expiration), renewable: renewable)
        }
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        switch self {
        case .signedIn(let portal, let expiration, let renewable):
            sink.reply(more: false, others: 3)
            sink.field(.portal, portal)
            sink.field(.renewable, renewable)
            sink.field(.expiration, expiration)
        case .pending(let interval):
            sink.reply(more: false, others: 2)
            sink.field(.pending, true)
            sink.field(.interval, interval)
        }
    }
}
