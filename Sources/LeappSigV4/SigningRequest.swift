public import LeappBytes

/// The public parts of a request that a signature covers.
public struct SigningRequest: Sendable {
    /// `GET`, `POST`, …
    public let method: String
    /// The path as it is sent, from the first slash on, without the query.
    public let path: String
    /// The query as it is sent, without the question mark; empty where there is none.
    public let query: String
    /// The headers to sign: `Host` at least. The date, the session token and the body's hash are added by the signer.
    public let headers: [SigningHeader]
    /// The body's hash, or a word in its place.
    public let payload: SignedPayload

    /// A request of these parts.
    public init(method: String, path: String, query: String = "", headers: [SigningHeader], payload: SignedPayload) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.payload = payload
    }
}

/// A header that a signature covers.
public struct SigningHeader: Hashable, Sendable {
    /// The name, in any case.
    public let name: String
    /// The value as it is sent.
    public let value: String

    /// The header `name: value`.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// What a signature says of the body.
public enum SignedPayload: Hashable, Sendable {
    /// The SHA-256 of the body, 32 bytes.
    case sha256([UInt8])
    /// Nothing: S3 over TLS only.
    case unsigned

    /// The word that goes into the canonical request.
    var word: String {
        switch self {
        case .sha256(let digest): digest.hex
        case .unsigned: "UNSIGNED-PAYLOAD"
        }
    }
}

/// How a service wants its paths and headers.
public struct SigningStyle: Hashable, Sendable {
    /// Whether the path is encoded once more than it is sent; only S3 takes it as it is.
    public let encodesPathTwice: Bool
    /// Whether `.`, `..` and empty segments are taken out; only S3 keeps them.
    public let normalizesPath: Bool
    /// Whether the body's hash is also sent, and signed, as `x-amz-content-sha256`; S3 asks for it.
    public let sendsPayloadHash: Bool

    /// A style of these parts.
    public init(encodesPathTwice: Bool, normalizesPath: Bool, sendsPayloadHash: Bool) {
        self.encodesPathTwice = encodesPathTwice
        self.normalizesPath = normalizesPath
        self.sendsPayloadHash = sendsPayloadHash
    }

    /// Every service but S3.
    public static let standard = SigningStyle(encodesPathTwice: true, normalizesPath: true, sendsPayloadHash: false)
    /// S3 and what speaks like it.
    public static let s3 = SigningStyle(encodesPathTwice: false, normalizesPath: false, sendsPayloadHash: true)
}

/// What a signature is good for.
public struct SigningScope: Sendable {
    /// The region, such as `eu-west-1`.
    public let region: String
    /// The service's signing name, such as `sts`.
    public let service: String
    /// The moment of signing, which AWS takes within five to fifteen minutes.
    public let time: UTCTime

    /// A scope of these parts.
    public init(region: String, service: String, time: UTCTime) {
        self.region = region
        self.service = service
        self.time = time
    }

    /// `20150830`.
    var day: Substring { time.basic.prefix(8) }

    /// `20150830/us-east-1/service/aws4_request`.
    var words: String { "\(day)/\(region)/\(service)/aws4_request" }
}
