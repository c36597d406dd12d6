public import LeappCrypto

/// What signs a request to AWS, long-lived or temporary.
///
/// The secret parts are references to wiped memory, so that copies of the value copy no secret.
public struct Credentials: Sendable {
    /// The public half, such as `AKIA…` (long-lived) or `ASIA…` (temporary).
    public let accessKeyID: String
    /// The secret half: printable ASCII, as AWS gave it.
    public let secretAccessKey: SecretSlice
    /// What temporary credentials carry beside the key; nil for long-lived ones.
    public let sessionToken: SecretSlice?
    /// When they stop working, in seconds since 1970; nil for long-lived ones.
    public let expiration: Int64?
    /// The twelve digits of the account, where the answer named it.
    public let accountID: String?

    /// Credentials of these parts.
    public init(
        accessKeyID: String, secretAccessKey: SecretSlice, sessionToken: SecretSlice? = nil, expiration: Int64? = nil,
        accountID: String? = nil
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
        self.accountID = accountID
    }
}

extension Credentials: CustomStringConvertible, CustomReflectable {
    /// The access key id alone.
    public var description: String { "Credentials(\(accessKeyID))" }
    /// Nothing but the access key id.
    public var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}
