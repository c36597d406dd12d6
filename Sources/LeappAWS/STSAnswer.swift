import LeappBytes
import LeappCrypto

/// An answer of STS, and what it is read for.
struct STSAnswer {
    private let fields: XMLFields
    private let root: String

    /// What credentials are read from.
    static let credentialNames =
        ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"].map { "Credentials/" + $0 } + principalNames
    /// Where the ARN of a role's session is, and that of a federated user.
    private static let principalNames = ["AssumedRoleUser/Arn", "FederatedUser/Arn"]
    /// What an identity is read from.
    static let identityNames = ["Account", "Arn", "UserId"]

    /// Reads the answer of `action` for the elements `wanted` of its result.
    init(_ action: String, _ body: SecretSlice, wanted: [String]) throws(AnswerFault) {
        let root = "\(action)Response/\(action)Result/"
        do { fields = try XMLFields(body.bytes, wanted: Set(wanted.map { root + $0 })) } catch { throw .xml(error) }
        self.root = root
    }

    /// Temporary credentials, and for a role or a federated user whose account it is.
    func credentials() throws(AnswerFault) -> Credentials {
        let accessKeyID = try text("Credentials/AccessKeyId")
        guard accessKeyID.isAccessKeyID else { throw .invalid("AccessKeyId") }
        guard let time = UTCTime(extended: try text("Credentials/Expiration")) else { throw .invalid("Expiration") }
        return Credentials(
            accessKeyID: accessKeyID, secretAccessKey: try secret("SecretAccessKey", limit: 256),
            sessionToken: try secret("SessionToken", limit: 65_536), expiration: time.seconds,
            accountID: STSAnswer.principalNames.lazy.compactMap { fields.text(root + $0) }.first.flatMap(STSAnswer.accountID))
    }

    /// Whose credentials signed the request.
    func identity() throws(AnswerFault) -> CallerIdentity {
        CallerIdentity(accountID: try text("Account"), arn: try text("Arn"), userID: try text("UserId"))
    }

    private func text(_ name: String) throws(AnswerFault) -> String {
        let short = name.split(separator: "/").last.map(String.init) ?? name
        guard let text = fields.text(root + name) else { throw .missing(short) }
        guard text.utf8.count <= 2048, !text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
            throw .invalid(short)
        }
        return text
    }

    private func secret(_ name: String, limit: Int) throws(AnswerFault) -> SecretSlice {
        guard let secret = fields.secret(root + "Credentials/" + name) else { throw .missing(name) }
        guard secret.isPrintable(upTo: limit) else { throw .invalid(name) }
        return secret
    }

    /// The account of `arn:aws:sts::123456789012:assumed-role/…`.
    private static func accountID(_ arn: String) -> String? {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", String(parts[4]).isAccountID else { return nil }
        return String(parts[4])
    }
}
