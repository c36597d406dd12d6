import LeappBytes
import LeappCBOR
public import LeappCrypto
public import LeappMerge

/// An IAM user's access key.
public struct IAMUser: WorkspaceRecord {
    public static let kind = RecordKind.iamUser

    /// The account's twelve digits, where known when the record was made.
    public var accountID: String?
    /// The user's name, where known when the record was made.
    public var userName: String?
    /// The key's id.
    public var accessKeyID: String
    /// The key's secret: its characters.
    public var secretAccessKey: SecretSlice
    /// The ARN or serial number of the MFA device.
    public var mfaSerial: String?
    /// The seed of the MFA device's codes with its parameters: one CBOR item.
    public var totp: SecretSlice?
    /// What the user calls it.
    public var name: String
    /// The region that its credentials are used in.
    public var region: String?
    /// A second name.
    public var alias: String?
    /// Whether GetSessionToken is called; otherwise the key itself is handed out.
    public var usesSession: Bool
    /// The user's tags.
    public var tags: [TextPair]
    /// The key's id at import: the identity where account and user are unknown. A rotation does not change it.
    public var originalAccessKeyID: String

    /// An IAM user; `originalAccessKeyID` is the key's own id where it was never rotated.
    public init(
        accountID: String? = nil, userName: String? = nil, accessKeyID: String, secretAccessKey: SecretSlice,
        mfaSerial: String? = nil, totp: SecretSlice? = nil, name: String, region: String? = nil, alias: String? = nil,
        usesSession: Bool = true, tags: [TextPair] = [], originalAccessKeyID: String? = nil
    ) {
        self.accountID = accountID
        self.userName = userName
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.mfaSerial = mfaSerial
        self.totp = totp
        self.name = name
        self.region = region
        self.alias = alias
        self.usesSession = usesSession
        self.tags = tags
        self.originalAccessKeyID = originalAccessKeyID ?? accessKeyID
    }

    public init?(_ state: RecordState) {
        guard let identity = state.identity(.iamUser), let key = state.value("key")?.members,
            let accessKeyID = key["id"]?.text, let secret = key["secret"]?.bytes
        else { return nil }
        self.init(
            accountID: identity["accountID"]?.text, userName: identity["userName"]?.text, accessKeyID: accessKeyID,
            secretAccessKey: secret, mfaSerial: state.value("mfa")?.text, totp: state["totp"],
            name: state.value("name")?.text ?? accessKeyID, region: state.value("region")?.text,
            alias: state.value("alias")?.text, usesSession: state.value("mode")?.text != "static",
            tags: state.value("tags")?.pairs ?? [], originalAccessKeyID: identity["accessKeyID"]?.text)
    }

    public var identity: [UInt8] {
        var identity = IdentityWriter()
        if let accountID, let userName {
            identity.add("accountID", accountID)
            identity.add("userName", userName)
        } else {
            identity.add("accessKeyID", originalAccessKeyID)
        }
        return identity.encoded
    }

    public func write(_ fields: inout FieldWriter) {
        fields.set("key") { $0.cbor(members: [Member("id", text: accessKeyID), Member("secret", .bytes(secretAccessKey))]) }
        fields.set("mfa", mfaSerial)
        fields.set("totp", item: totp)
        fields.set("name", name)
        fields.set("region", region)
        fields.set("alias", alias)
        fields.set("mode", usesSession ? "session" : "static")
        if !tags.isEmpty { fields.set("tags", tags) }
    }
}
