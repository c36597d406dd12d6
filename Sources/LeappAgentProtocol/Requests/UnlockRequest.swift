public import LeappBytes

/// Hands a vault's data key to the agent, with how long it may keep it.
public struct UnlockRequest: ~Escapable {
    /// The vault's file, an absolute path.
    public let vault: String
    /// The data key, ``AgentLimits/key`` bytes.
    public let key: RawSpan
    /// After how many seconds the agent forgets the key, whatever happens.
    public let lifetime: Int64
    /// After how many seconds without a request the agent forgets the key.
    public let idle: Int64?
    /// What of the caller's environment decides where AWS is and how it is reached, by name of the variable.
    public let aws: [String: String]

    /// A request to open `vault` with `key`.
    @_lifetime(copy key)
    public init(vault: String, key: RawSpan, lifetime: Int64, idle: Int64? = nil, aws: [String: String] = [:]) {
        (self.vault, self.key, self.lifetime, self.idle, self.aws) = (vault, key, lifetime, idle, aws)
    }

    /// Reads a request's frame.
    @_lifetime(copy frame)
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var vault: String?
        var key: RawSpan?
        var lifetime: Int64?
        var idle: Int64?
        var aws: [String: String] = [:]
        while let name = try fields.next() {
            switch name {
            case .operation: try fields.expect(.unlock)
            case .version: try fields.expectVersion()
            case .vault: vault = try fields.path(name)
            case .key: key = try fields.bytes(name)
            case .lifetime: lifetime = try fields.seconds(name)
            case .idle: idle = try fields.seconds(name)
            case .aws: aws = try fields.pairs(name)
            default: try fields.skip()
            }
        }
        let found = try key.required(.key)
        guard found.byteCount == AgentLimits.key else { throw .badValue(FieldName.key.rawValue) }
        let (path, seconds) = (try vault.required(.vault), try lifetime.required(.lifetime))
        self.init(vault: path, key: found, lifetime: seconds, idle: idle, aws: aws)
    }

    /// Appends the request's frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.request(.unlock, others: 4 + count(idle != nil))
        sink.field(.aws, pairs: aws)
        sink.field(.lifetime, lifetime)
        sink.field(.key, bytes: key)
        sink.field(.idle, idle)
        sink.field(.vault, vault)
    }
}
