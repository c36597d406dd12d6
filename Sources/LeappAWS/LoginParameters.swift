public import LeappCrypto

/// The ways in which a client gets tokens (RFC 6749, RFC 8628).
public enum GrantType: String, Hashable, Sendable, CaseIterable {
    /// For a code that the browser brought.
    case authorizationCode = "authorization_code"
    /// For a code that was entered in a browser anywhere.
    case deviceCode = "urn:ietf:params:oauth:grant-type:device_code"
    /// For a refresh token.
    case refreshToken = "refresh_token"
}

/// The parameters of SSO OIDC RegisterClient; the client is always a public one.
public struct RegisterClient: Sendable {
    /// What the user is asked to trust, such as `leapp`.
    public let name: String
    /// What the tokens will be good for; without `sso:account:access` there is no refresh token.
    public var scopes: [String] = ["sso:account:access"]
    /// What the client may ask with; empty for what AWS lets a client without a word about it do, which is the device code.
    public var grantTypes: [GrantType] = []
    /// Where the browser may bring a code: `http://127.0.0.1/…` without a port, which then is free (RFC 8252 section 7.3).
    public var redirectURIs: [String] = []
    /// The portal's start URL; AWS asks for it with redirect URIs.
    public var issuerURL: String?

    /// A client called `name`.
    public init(name: String) { self.name = name }

    /// A client for sign-in by authorization code at the portal `issuerURL`.
    public static func browser(name: String, issuerURL: String, redirectURI: String) -> RegisterClient {
        var client = RegisterClient(name: name)
        client.grantTypes = [.authorizationCode, .refreshToken]
        client.redirectURIs = [redirectURI]
        client.issuerURL = issuerURL
        return client
    }

    /// A client for sign-in by device code.
    public static func device(name: String) -> RegisterClient {
        var client = RegisterClient(name: name)
        client.grantTypes = [.deviceCode, .refreshToken]
        return client
    }
}

/// A registered client's id and secret.
public struct OIDCClient: Sendable {
    /// The public half.
    public let id: String
    /// The secret half.
    public let secret: SecretSlice

    /// A client of these halves.
    public init(id: String, secret: SecretSlice) {
        self.id = id
        self.secret = secret
    }
}

/// The parameters of SSO OIDC StartDeviceAuthorization.
public struct StartDeviceAuthorization: Sendable {
    /// Who asks.
    public let client: OIDCClient
    /// The portal's start URL.
    public let startURL: String

    /// A request by `client` for the portal at `startURL`.
    public init(client: OIDCClient, startURL: String) {
        self.client = client
        self.startURL = startURL
    }
}

/// The parameters of SSO OIDC CreateToken.
public struct CreateToken: Sendable {
    /// Who asks.
    public let client: OIDCClient
    /// What is given for the tokens.
    public let grant: Grant

    /// A request by `client` for what `grant` is worth.
    public init(client: OIDCClient, grant: Grant) {
        self.client = client
        self.grant = grant
    }

    /// What can be given for tokens.
    public enum Grant: Sendable {
        /// A code that the browser brought.
        case authorizationCode(AuthorizationCode)
        /// The code of a device authorization.
        case deviceCode(SecretSlice)
        /// The refresh token of an earlier answer.
        case refreshToken(SecretSlice)
    }
}

/// A code that the browser brought, with what proves that it was asked for here (RFC 7636).
public struct AuthorizationCode: Sendable {
    /// The code.
    public let code: SecretSlice
    /// The PKCE verifier.
    public let verifier: SecretSlice
    /// The redirect URI of the request, with its port.
    public let redirectURI: String

    /// A code of these parts.
    public init(code: SecretSlice, verifier: SecretSlice, redirectURI: String) {
        self.code = code
        self.verifier = verifier
        self.redirectURI = redirectURI
    }
}
