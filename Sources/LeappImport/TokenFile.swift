import LeappBytes
public import LeappCrypto
import LeappJSON

/// A file of the folder in which AWS CLI v2, botocore and the SDKs keep their sign-ins at portals, `~/.aws/sso/cache`.
///
/// A token's file is named by the SHA-1 of its sso-session's name, or of its start URL, a client's by more than one rule. What a
/// file is, and whose, its content says; a refresh token is never taken out of it.
public struct TokenFile: Sendable {
    /// The largest file that is read, in bytes.
    public static let sizeLimit = 256 << 10

    /// Its name in the folder.
    public let name: String
    /// What it holds.
    public let content: Content

    /// What such a file can hold.
    public enum Content: Sendable {
        /// A sign-in at a portal.
        case token(FoundToken)
        /// A client that AWS registered for a tool; not which portal it was made for.
        case registration(clientID: String)
        /// What another tool keeps there.
        case foreign
        /// Something that cannot be read.
        case unusable(TokenFileFault)
    }

    /// Reads a file.
    public init(name: String, parsing document: SecretSlice) {
        self.name = name
        do throws(TokenFileFault) {
            content = try TokenFile.content(of: document)
        } catch {
            content = .unusable(error)
        }
    }

    private static func content(of document: SecretSlice) throws(TokenFileFault) -> Content {
        let value: JSONValue
        do throws(JSONFault) { value = try JSONValue(parsing: document, sizeLimit: sizeLimit) } catch { throw .notJSON }
        guard let fields = value.object else { throw .notJSON }
        let clientID = fields["clientId"]?.string?.text
        guard let access = fields["accessToken"] else {
            guard let clientID, fields["clientSecret"]?.string != nil else { return .foreign }
            return .registration(clientID: clientID)
        }
        guard let startURL = fields["startUrl"]?.string?.text else { return .foreign }
        guard let secret = access.string?.secret, FoundToken.isToken(secret) else { throw .unusable(key: "accessToken") }
        guard let time = fields["expiresAt"]?.string?.text, let end = UTCTime(extended: time) else {
            throw .unusable(key: "expiresAt")
        }
        return .token(
            FoundToken(
                startURL: startURL, region: fields["region"]?.string?.text, access: SecretSlice(copying: secret.bytes),
                expiration: end.seconds, scopes: scopes(fields["scopes"]), clientID: clientID))
    }

    /// The scopes of a list, or of a text that has them between commas and blanks; nil where nothing is said.
    private static func scopes(_ value: JSONValue?) -> [String]? {
        guard let value, !value.isNull else { return nil }
        if let text = value.string?.text { return text.split { $0 == "," || $0.isWhitespace }.map(String.init) }
        return value.array?.compactMap { $0.string?.text } ?? []
    }
}

/// An access token as a tool keeps it.
public struct FoundToken: Sendable {
    /// The portal's start URL, as that tool writes it.
    public let startURL: String
    /// The portal's region, where the file says it.
    public let region: String?
    /// The access token.
    public let access: SecretSlice
    /// When it ends, in seconds since 1970.
    public let expiration: Int64
    /// What it is good for, where the file says it.
    public let scopes: [String]?
    /// The client that it was given to, where the file says it.
    public let clientID: String?

    /// Whether the bytes can be sent as a token: visible ASCII, as much as an engine takes.
    static func isToken(_ secret: SecretSlice) -> Bool {
        let bytes = secret.bytes
        guard (1...(64 << 10)).contains(bytes.byteCount) else { return false }
        return (0..<bytes.byteCount).allSatisfy { (0x21...0x7E).contains(bytes[$0]) }
    }
}

/// What is wrong with a file of that folder.
public enum TokenFileFault: Error, Hashable, Sendable {
    /// It is not one JSON object.
    case notJSON
    /// The value of this key cannot be what it has to be.
    case unusable(key: String)

    /// The fault in words.
    public var words: String {
        switch self {
        case .notJSON: "it is not a JSON object"
        case .unusable(let key): "the value of \(key) cannot be used"
        }
    }
}
