public import LeappBytes

/// Credentials of a session, field by field.
public struct CredentialsReply: ~Escapable {
    /// The access key's id.
    public let accessKeyID: String
    /// The secret key, in ASCII.
    public let secretAccessKey: RawSpan
    /// The session token, in ASCII; static keys have none.
    public let sessionToken: RawSpan?
    /// When they end, in seconds since 1970; static keys do not.
    public let expiration: Int64?
    /// The account that they are of, where it is known.
    public let accountID: String?
    /// The session's region, where it has one.
    public let region: String?

    /// An answer of these values.
    @_lifetime(copy secretAccessKey, copy sessionToken)
    public init(
        accessKeyID: String, secretAccessKey: RawSpan, sessionToken: RawSpan?, expiration: Int64?, accountID: String?,
        region: String?
    ) {
        (self.accessKeyID, self.expiration, self.accountID, self.region) = (accessKeyID, expiration, accountID, region)
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }

    /// Reads the frame.
    @_lifetime(copy frame)
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var (accessKeyID, accountID, region): (String?, String?, String?)
        var secret: RawSpan?
        var token: RawSpan?
        var expiration: Int64?
        while let name = try fields.next() {
            switch name {
            case .accessKeyID: accessKeyID = try fields.text(name)
            case .secretAccessKey: secret = try fields.bytes(name)
            case .sessionToken: token = try fields.bytes(name)
            case .expiration: expiration = try fields.integer()
            case .accountID: accountID = try fields.text(name)
            case .region: region = try fields.text(name)
            default: try fields.skip()
            }
        }
        let key = try secret.required(.secretAccessKey)
        let id = try accessKeyID.required(.accessKeyID)
        self.init(
            accessKeyID: id, secretAccessKey: key, sessionToken: token, expiration: expiration, accountID: accountID,
            region: region)
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.reply(more: false, others: 2 + count(sessionToken != nil, expiration != nil, accountID != nil, region != nil))
        sink.field(.region, region)
        sink.field(.accountID, accountID)
        sink.field(.expiration, expiration)
        sink.field(.accessKeyID, accessKeyID)
        if let sessionToken { sink.field(.sessionToken, bytes: sessionToken) }
        sink.field(.secretAccessKey, bytes: secretAccessKey)
    }
}
