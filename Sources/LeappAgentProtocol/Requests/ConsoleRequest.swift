public import LeappBytes

/// Asks for an address that opens AWS's console as a session.
public struct ConsoleRequest: ~Escapable {
    /// The session's name, alias, profile or account/role pair.
    public let name: String
    /// The service whose page is opened.
    public let service: String?
    /// The region that the page shows; the session's own where there is none.
    public let region: String?
    /// For how many seconds the console stays signed in.
    public let duration: Int64?
    /// A one-time code of the session's MFA device, in ASCII.
    public let mfaCode: RawSpan?
    /// The vault that the caller means, an absolute path.
    public let vault: String?

    /// A request for the console as `name`.
    @_lifetime(copy mfaCode)
    public init(
        name: String, service: String? = nil, region: String? = nil, duration: Int64? = nil, mfaCode: RawSpan? = nil,
        vault: String? = nil
    ) {
        (self.name, self.service, self.region, self.duration) = (name, service, region, duration)
        (self.vault, self.mfaCode) = (vault, mfaCode)
    }

    /// Reads a request's frame.
    @_lifetime(copy frame)
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var (session, service, region, vault): (String?, String?, String?, String?)
        var duration: Int64?
        var mfaCode: RawSpan?
        while let name = try fields.next() {
            switch name {
            case .operation: try fields.expect(.console)
            case .version: try fields.expectVersion()
            case .name: session = try fields.text(name)
            case .service: service = try fields.text(name)
            case .region: region = try fields.text(name)
            case .duration: duration = try fields.seconds(name)
            case .mfaCode: mfaCode = try fields.bytes(name, limit: AgentLimits.code)
            case .vault: vault = try fields.path(name)
            default: try fields.skip()
            }
        }
        let wanted = try session.required(.name)
        self.init(name: wanted, service: service, region: region, duration: duration, mfaCode: mfaCode, vault: vault)
    }

    /// Appends the request's frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.request(
            .console, others: 1 + count(service != nil, region != nil, duration != nil, mfaCode != nil, vault != nil))
        sink.field(.name, name)
        sink.field(.vault, vault)
        sink.field(.region, region)
        if let mfaCode { sink.field(.mfaCode, bytes: mfaCode) }
        sink.field(.service, service)
        sink.field(.duration, duration)
    }
}
