public import LeappBytes

/// An address that opens AWS's console as a session.
public struct ConsoleReply: ~Escapable {
    /// The address, in ASCII; secret, as it signs in whoever opens it.
    public let url: RawSpan
    /// When the credentials behind it end, in seconds since 1970.
    public let expiration: Int64?
    /// Whether the session has an MFA device and the credentials behind the address know nothing of it.
    public let withoutMFA: Bool

    /// An answer of these values.
    @_lifetime(copy url)
    public init(url: RawSpan, expiration: Int64? = nil, withoutMFA: Bool = false) {
        self.url = url
        self.expiration = expiration
        self.withoutMFA = withoutMFA
    }

    /// Reads the frame.
    @_lifetime(copy frame)
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var url: RawSpan?
        var expiration: Int64?
        var withoutMFA = false
        while let name = try fields.next() {
            switch name {
            case .url: url = try fields.bytes(name, limit: AgentLimits.url)
            case .expiration: expiration = try fields.integer()
            case .withoutMFA: withoutMFA = try fields.bool()
            default: try fields.skip()
            }
        }
        let address = try url.required(.url)
        self.init(url: address, expiration: expiration, withoutMFA: withoutMFA)
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.reply(others: 1 + count(expiration != nil, withoutMFA))
        sink.field(.url, bytes: url)
        sink.field(.more, false)
        sink.field(.expiration, expiration)
        if withoutMFA { sink.field(.withoutMFA, true) }
    }
}
