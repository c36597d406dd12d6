public import LeappBytes

/// Asks to start a session: to write its section and to keep it fresh.
public struct StartRequest: ~Escapable {
    /// How tools find the credentials; the raw value is what the field says.
    public enum Method: String, Sendable, CaseIterable {
        /// Key, secret and token in the credentials file.
        case file
        /// A `credential_process` line in the config file.
        case process
    }

    /// The session's name, alias, profile or account/role pair.
    public let name: String
    /// The section to write; the session's own profile name where there is none.
    public let profile: String?
    /// How tools find the credentials.
    public let method: Method
    /// The config file, an absolute path.
    public let configFile: String
    /// The credentials file, an absolute path.
    public let credentialsFile: String
    /// Whether a section of that name that leapp did not write is taken over, to be given back at stop.
    public let adopt: Bool
    /// The program that a `credential_process` line runs, an absolute path.
    public let program: String
    /// The vault that the caller means, an absolute path.
    public let vault: String?
    /// A one-time code of the session's MFA device, in ASCII.
    public let mfaCode: RawSpan?

    /// A request to start `name`.
    @_lifetime(copy mfaCode)
    public init(
        name: String, profile: String?, method: Method, configFile: String, credentialsFile: String, adopt: Bool, program: String,
        vault: String? = nil, mfaCode: RawSpan? = nil
    ) {
        (self.name, self.profile, self.method, self.adopt) = (name, profile, method, adopt)
        (self.configFile, self.credentialsFile, self.program) = (configFile, credentialsFile, program)
        (self.vault, self.mfaCode) = (vault, mfaCode)
    }

    /// Reads a request's frame.
    @_lifetime(copy frame)
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var (session, profile, configFile, credentialsFile): (String?, String?, String?, String?)
        var (program, vault): (String?, String?)
        var method: Method?
        var adopt = false
        var mfaCode: RawSpan?
        while let name = try fields.next() {
            switch name {
            case .operation: try fields.expect(.start)
            case .version: try fields.expectVersion()
            case .name: session = try fields.text(name)
            case .profile: profile = try fields.text(name)
            case .method:
                method = Method(rawValue: try fields.text(name))
                guard method != nil else { throw .badValue(name.rawValue) }
            case .configFile: configFile = try fields.path(name)
            case .credentialsFile: credentialsFile = try fields.path(name)
            case .adopt: adopt = try fields.bool()
            case .program: program = try fields.path(name)
            case .vault: vault = try fields.path(name)
            case .mfaCode: mfaCode = try fields.bytes(name, limit: AgentLimits.code)
            default: try fields.skip()
            }
        }
        let (wanted, how) = (try session.required(.name), try method.required(.method))
        let (config, credentials) = (try configFile.required(.configFile), try credentialsFile.required(.credentialsFile))
        let command = try program.required(.program)
        self.init(
            name: wanted, profile: profile, method: how, configFile: config, credentialsFile: credentials, adopt: adopt,
            program: command, vault: vault, mfaCode: mfaCode)
    }

    /// Appends the request's frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.request(.start, others: 6 + count(vault != nil, mfaCode != nil, profile != nil))
        sink.field(.name, name)
        sink.field(.adopt, adopt)
        sink.field(.vault, vault)
        sink.field(.method, method.rawValue)
        if let mfaCode { sink.field(.mfaCode, bytes: mfaCode) }
        sink.field(.profile, profile)
        sink.field(.program, program)
        sink.field(.configFile, configFile)
        sink.field(.credentialsFile, credentialsFile)
    }
}
