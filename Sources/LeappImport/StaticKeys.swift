import LeappAWSConfig
public import LeappCrypto
public import LeappMerge

/// An access key that the files hold in plain text.
public struct ImportedKey: Sendable {
    /// The IAM user's record.
    public let id: RecordID
    /// The access key's id.
    public let accessKeyID: String
    /// Its secret, where it stands in the file's bytes.
    public let secretAccessKey: SecretSlice
    /// The profiles that have it.
    public let profiles: [String]
    /// Whether the user's record has an MFA device.
    public let hasMFA: Bool
}

/// The static keys of a profile.
enum StaticKeys {
    /// None.
    case absent
    /// One of the two is missing or cannot be used.
    case incomplete(SkipReason)
    /// Keys with a session token, or written by a tool that writes such keys.
    case temporary(tool: String?)
    /// An access key.
    case pair(KeyPair)

    /// Reads the keys of a profile.
    init(_ profile: AWSProfile) {
        let id = profile["aws_access_key_id"].flatMap { $0.value.isEmpty ? nil : $0 }
        let secret = profile["aws_secret_access_key"].flatMap { $0.value.isEmpty ? nil : $0 }
        guard id != nil || secret != nil else {
            self = .absent
            return
        }
        let hasToken = ["aws_session_token", "aws_security_token"].contains { profile[$0]?.value.isEmpty == false }
        let tool = StaticKeys.tool(profile)
        guard !hasToken, tool == nil, id?.value.text?.hasPrefix("ASIA") != true else {
            self = .temporary(tool: tool)
            return
        }
        guard let id else {
            self = .incomplete(.missing(key: "aws_access_key_id"))
            return
        }
        guard let secret else {
            self = .incomplete(.missing(key: "aws_secret_access_key"))
            return
        }
        guard let text = id.value.text, text.utf8.count <= 128, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            self = .incomplete(.unusable(key: "aws_access_key_id"))
            return
        }
        let value = secret.value.slice
        guard value.count <= 1024, value.isPrintable else {
            self = .incomplete(.unusable(key: "aws_secret_access_key"))
            return
        }
        self = .pair(KeyPair(accessKeyID: text, secret: value, file: id.file, secretFile: secret.file))
    }

    /// The tool that wrote a profile with short-lived keys, by the marks that it leaves.
    private static func tool(_ profile: AWSProfile) -> String? {
        if profile.text("autoawsume") != nil || profile.text("manager") == "awsume" { return "awsume" }
        if profile["x_principal_arn"] != nil || profile["x_security_token_expires"] != nil { return "saml2aws" }
        return nil
    }
}

/// An access key and where it stands.
struct KeyPair {
    let accessKeyID: String
    let secret: SecretSlice
    let file: AWSFile
    let secretFile: AWSFile
}

extension SecretSlice {
    /// Whether all bytes are printable ASCII.
    var isPrintable: Bool {
        let bytes = self.bytes
        return (0..<bytes.byteCount).allSatisfy { index in
            let byte = unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)
            return byte > 0x20 && byte < 0x7f
        }
    }
}
