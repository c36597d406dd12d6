public import LeappCrypto

/// A sign-in by authorization code, as the browser is sent to ask for it (RFC 6749 section 4.1.1, RFC 7636 section 4.3).
public struct AuthorizationRequest: Sendable {
    /// The public half of the client.
    public let clientID: String
    /// Where the browser brings the code: the registered URI with the port of the listener.
    public let redirectURI: String
    /// What comes back with the code, so that an answer to another request is told apart.
    public let state: String
    /// The challenge of ``PKCE``.
    public let challenge: String
    /// What the tokens will be good for; the client is registered for all of them.
    public let scopes: [String]

    /// A request of these parts.
    public init(
        clientID: String, redirectURI: String, state: String, challenge: String, scopes: [String] = ["sso:account:access"]
    ) {
        self.clientID = clientID
        self.redirectURI = redirectURI
        self.state = state
        self.challenge = challenge
        self.scopes = scopes
    }

    /// A state that nobody guesses: 43 characters from 32 bytes of `randomness`.
    public static func state(_ randomness: Randomness) -> String { Base64URL.text(randomness.bytes(32)) }

    /// The URL that the browser opens; nothing in it is secret.
    ///
    /// AWS takes the scopes as `scopes`, where OAuth says `scope`.
    public func url(region: String, environment: AWSEnvironment) throws(AWSError) -> String {
        let endpoint = try Endpoint.of(.oidc, region: region, environment: environment)
        let query = RequestContent.query([
            ("response_type", "code"), ("client_id", clientID), ("redirect_uri", redirectURI), ("state", state),
            ("code_challenge_method", "S256"), ("scopes", scopes.joined(separator: " ")), ("code_challenge", challenge),
        ])
        return endpoint.url.text + "/authorize" + query.query
    }
}
