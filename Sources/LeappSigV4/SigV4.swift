import LeappBytes
public import LeappCrypto

/// AWS Signature Version 4 in the `Authorization` header (AWS IAM User Guide, "Create a signed AWS API request").
public enum SigV4 {
    /// Signs `request` with `key` for `scope`. Pure: the same input gives the same bytes.
    public static func sign(
        _ request: SigningRequest, key: SigningKey, scope: SigningScope, style: SigningStyle = .standard
    ) -> Signature {
        let date = scope.time.basic
        var added = [SigningHeader(dateHeader, date)]
        if style.sendsPayloadHash { added.append(SigningHeader(hashHeader, request.payload.word)) }
        let unsigned = SigningRequest(
            method: request.method, path: request.path, query: request.query,
            headers: request.headers.filter { header in !addedNames.contains(header.name.lowercased()) },
            payload: request.payload)
        let canonical = CanonicalRequest(unsigned, added: added, sessionToken: key.sessionToken, style: style)

        let stringToSign = "\(algorithm)\n\(date)\n\(scope.words)\n\(SHA256.digest(canonical.bytes.bytes).hex)"
        let derived = derivedKey(key.secret.bytes, scope)
        let code = SHA256.authenticate(Array(stringToSign.utf8).rawSpan, key: derived.bytes)
        let signature = Array(code.bytes).hex
        let signedHeaders = canonical.signedHeaders
        return Signature(
            canonicalRequest: SecretSlice(copying: canonical.bytes.bytes), stringToSign: stringToSign,
            authorization: "\(algorithm) Credential=\(key.accessKeyID)/\(scope.words), SignedHeaders=\(signedHeaders), "
                + "Signature=\(signature)",
            date: date, payloadHash: style.sendsPayloadHash ? request.payload.word : nil)
    }

    /// The key of one day, region and service.
    private static func derivedKey(_ secret: RawSpan, _ scope: SigningScope) -> Secret {
        var start = SecretWriter(capacity: 64)
        start.append("AWS4")
        start.append(secret)
        var key = start.finish()
        for word in [String(scope.day), scope.region, scope.service, "aws4_request"] {
            key = SHA256.authenticate(Array(word.utf8).rawSpan, key: key.bytes)
        }
        return key
    }

    static let algorithm = "AWS4-HMAC-SHA256"
    static let dateHeader = "x-amz-date"
    static let tokenHeader = "x-amz-security-token"
    static let hashHeader = "x-amz-content-sha256"
    private static let addedNames: Set<String> = [dateHeader, tokenHeader, hashHeader, "authorization"]
}

/// What signs.
public struct SigningKey: Sendable {
    /// The public half.
    public let accessKeyID: String
    /// The secret half.
    public let secret: SecretSlice
    /// The token of temporary credentials: signed, and sent by the caller as `x-amz-security-token`.
    public let sessionToken: SecretSlice?

    /// A key of these parts.
    public init(accessKeyID: String, secret: SecretSlice, sessionToken: SecretSlice? = nil) {
        self.accessKeyID = accessKeyID
        self.secret = secret
        self.sessionToken = sessionToken
    }
}

/// A signature, and what it was made of.
public struct Signature: Sendable {
    /// What was hashed; secret where a session token is in it.
    public let canonicalRequest: SecretSlice
    /// What was signed.
    public let stringToSign: String
    /// The value of the `Authorization` header.
    public let authorization: String
    /// The value of the `x-amz-date` header.
    public let date: String
    /// The value of the `x-amz-content-sha256` header, for styles that send it.
    public let payloadHash: String?
}
