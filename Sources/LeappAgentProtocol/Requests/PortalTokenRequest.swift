public import LeappBytes

/// Asks for the end of a sign-in: with the code that the browser brought, or whether a device code was agreed to meanwhile; without a
/// code also whether a sign-in by browser is still under way.
public struct PortalTokenRequest: ~Escapable {
    /// The sign-in, as ``PortalLoginReply`` named it: ``AgentLimits/attempt`` bytes.
    public let attempt: [UInt8]
    /// The authorization code, secret; nil for a sign-in by device code, and until the browser brings one.
    public let code: RawSpan?
    /// The vault that the caller means, an absolute path.
    public let vault: String?

    /// A request for the end of `attempt`.
    @_lifetime(copy code)
    public init(attempt: [UInt8], code: RawSpan? = nil, vault: String? = nil) {
        (self.attempt, self.vault) = (attempt, vault)
        self.code = code
    }

    /// Reads a request's frame.
    @_lifetime(copy frame)
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var attempt: [UInt8]?
        var code: RawSpan?
        var vault: String?
        while let name = try fields.next() {
            switch name {
            case .operation: try fields.expect(.portalToken)
            case .version: try fields.expectVersion()
            case .attempt: attempt = try fields.id(name, count: AgentLimits.attempt)
            case .code: code = try fields.bytes(name, limit: AgentLimits.authorizationCode)
            case .vault: vault = try fields.path(name)
            default: try fields.skip()
            }
        }
        let found = try attempt.required(.attempt)
        self.init(attempt: found, code: code, vault: vault)
    }

    /// Appends the request's frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.request(.portalToken, others: 1 + count(code != nil, vault != nil))
        if let code { sink.field(.code, bytes: code) }
        sink.field(.vault, vault)
        sink.field(.attempt, bytes: attempt.rawSpan)
    }
}
