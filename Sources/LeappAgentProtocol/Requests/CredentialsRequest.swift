public import LeappBytes

/// Asks for temporary credentials of one session.
public struct CredentialsRequest: ~Escapable {
    /// How the credentials are wanted.
    public enum Form: String, Sendable, CaseIterable {
        /// As the exact bytes that a `credential_process` prints: ``OutputReply``.
        case process
        /// Field by field: ``CredentialsReply``.
        case fields
    }

    /// The session's name, alias, profile or account/role pair.
    public let name: String
    /// How the credentials are wanted.
    public let form: Form
    /// The vault that the caller means, an absolute path.
    public let vault: String?
    /// A one-time code of the session's MFA device, in ASCII.
    public let mfaCode: RawSpan?
    /// Whether the session's MFA device, and those of its parents, are left out: the answer is never that a code is needed.
    public let withoutMFA: Bool
    /// How many seconds the credentials should be valid for at least.
    public let minimumLife: Int64?

    /// A request for the credentials of `name`.
    @_lifetime(copy mfaCode)
    public init(
        name: String, form: Form, vault: String? = nil, mfaCode: RawSpan? = nil, withoutMFA: Bool = false,
        minimumLife: Int64? = nil
    ) {
        (self.name, self.form, self.vault, self.mfaCode) = (name, form, vault, mfaCode)
        (self.withoutMFA, self.minimumLife) = (withoutMFA, minimumLife)
    }

    /// Reads a request's frame.
    @_lifetime(copy frame)
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var session: String?
        var form: Form?
        var vault: String?
        var mfaCode: RawSpan?
        var withoutMFA = false
        var minimumLife: Int64?
        while let name = try fields.next() {
            switch name {
            case .operation: try fields.expect(.credentials)
            case .version: try fields.expectVersion()
            case .name: session = try fields.text(name)
            case .form:
                form = Form(rawValue: try fields.text(name))
                guard form != nil else { throw .badValue(name.rawValue) }
            case .vault: vault = try fields.path(name)
            case .mfaCode: mfaCode = try fields.bytes(name, limit: AgentLimits.code)
            case .withoutMFA: withoutMFA = try fields.bool()
            case .minimumLife: minimumLife = try fields.seconds(name)
            default: try fields.skip()
            }
        }
        let (wanted, shape) = (try session.required(.name), try form.required(.form))
        self.init(
            name: wanted, form: shape, vault: vault, mfaCode: mfaCode, withoutMFA: withoutMFA, minimumLife: minimumLife)
    }

    /// Appends the request's frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.request(.credentials, others: 2 + count(vault != nil, mfaCode != nil, withoutMFA, minimumLife != nil))
        sink.field(.form, form.rawValue)
        sink.field(.name, name)
        sink.field(.vault, vault)
        if let mfaCode { sink.field(.mfaCode, bytes: mfaCode) }
        if withoutMFA { sink.field(.withoutMFA, true) }
        sink.field(.minimumLife, minimumLife)
    }
}
