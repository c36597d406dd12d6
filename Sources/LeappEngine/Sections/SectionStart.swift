public import LeappCrypto

/// Short-lived keys for a section in the credentials file.
public struct SectionKeys: Sendable {
    /// `aws_access_key_id`
    public var accessKeyID: String
    /// `aws_secret_access_key`
    public var secretAccessKey: SecretSlice
    /// `aws_session_token`; nil for keys without a session.
    public var sessionToken: SecretSlice?

    /// Puts the parts together.
    public init(accessKeyID: String, secretAccessKey: SecretSlice, sessionToken: SecretSlice?) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }
}

/// What a started session's section says.
public enum SectionContent: Sendable {
    /// Keys, in the credentials file.
    case keys(SectionKeys)
    /// A `credential_process` line that asks the program of this absolute path, in the configuration file.
    case process(program: String)
}

/// What `leapp session start` asks for.
public struct SectionStart: Sendable {
    /// The profile's name.
    public var profile: String
    /// The session's id in hexadecimal.
    public var sessionID: String
    /// The session's shown name.
    public var sessionName: String
    /// The vault's 16-byte id.
    public var vaultID: [UInt8]
    /// What the section is to say.
    public var content: SectionContent
    /// The region to be written; nil for none.
    public var region: String?
    /// When the credentials end, in seconds since 1970; nil where they do not.
    public var expiration: Int64?
    /// The path of the AWS configuration file, possibly a link.
    public var configFile: String
    /// The path of the AWS credentials file, possibly a link.
    public var credentialsFile: String
    /// Whether the user's own sections may be set aside until stop.
    public var adopt: Bool

    /// Puts the parts together.
    public init(
        profile: String, sessionID: String, sessionName: String, vaultID: [UInt8], content: SectionContent, region: String?,
        expiration: Int64?, configFile: String, credentialsFile: String, adopt: Bool
    ) {
        self.profile = profile
        self.sessionID = sessionID
        self.sessionName = sessionName
        self.vaultID = vaultID
        self.content = content
        self.region = region
        self.expiration = expiration
        self.configFile = configFile
        self.credentialsFile = credentialsFile
        self.adopt = adopt
    }
}
