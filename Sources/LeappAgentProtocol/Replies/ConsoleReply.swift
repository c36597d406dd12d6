public import LeappBytes

/// An address that opens AWS's console as a session.
public struct ConsoleReply: ~Escapable {
    /// The address, in ASCII; secret, as it signs in whoever opens it.
    public let url: RawSpan
    /// When the credentials behind it end, in seconds since 1970.
    public let expiration: Int64?

    /// An answer of these values.
    @_lifetime(copy url)
    public init(url: RawSpan, expiration: Int64? = nil) {
        self.url = url
        self.expiration = expiration
    }

    /// Reads the frame.
    @_lifetime(copy frame)
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var url: RawSpan?
        var expiration: Int64?
        while let name = try fields.next() {
            switch name {
            case .url: url = try fields.bytes(name, limit: AgentLimits.url)
            case .expiration: expiration = try fields.integer()
            default: try fields.skip()
            }
        }
        let address = try url.required(.url)
        self.init(url: address, expiration: expiration)
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.reply(others: 1 + count(expiration != nil))
        sink.field(.url, bytes: url)
        sink.field(.more, false)
        sink.field(.expiration, expiration)
    }
}
