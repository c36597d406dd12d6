/// A row of the table of services: how one is found and spoken to.
struct ServiceRow: Sendable {
    /// Which one it is, for the settings that name it.
    let service: AWSService
    /// How its hosts are named.
    let hosts: HostNames
    /// How requests are written and answers read.
    let wire: WireForm
    /// What its requests carry to be let in.
    let needs: Need

    /// How the hosts of a service are named.
    enum HostNames: Sendable {
        /// `<prefix>.<region>.<domain>`.
        case regional(prefix: String)
        /// `<region>.signin.<domain of the console>`.
        case signIn
    }

    /// How a service writes.
    enum WireForm: Sendable {
        /// AWS's Query protocol: a form is sent, XML comes back.
        case query
        /// AWS's REST-JSON protocol: path and query say what, JSON goes and comes. Exceptions in `codes` are called by the names
        /// there, which `error` in a refusal has too.
        case restJSON(codes: [String: String])
        /// The federation endpoint's own: a form is sent, JSON comes back, a refusal is a page for people.
        case federation
    }

    /// What can let a request in.
    enum Need: Sendable {
        /// A signature for the service of this name.
        case signature(service: String)
        /// An access token in the header of this name.
        case bearer(header: String)
        /// Nothing but its parameters.
        case nothing
    }

    static let sts = ServiceRow(
        service: .sts, hosts: .regional(prefix: "sts"), wire: .query, needs: .signature(service: "sts"))
    static let oidc = ServiceRow(
        service: .ssoOIDC, hosts: .regional(prefix: "oidc"), wire: .restJSON(codes: oauthCodes), needs: .nothing)
    static let portal = ServiceRow(
        service: .sso, hosts: .regional(prefix: "portal.sso"), wire: .restJSON(codes: [:]),
        needs: .bearer(header: "x-amz-sso_bearer_token"))
    static let signIn = ServiceRow(service: .signIn, hosts: .signIn, wire: .federation, needs: .nothing)

    /// OIDC's exceptions by the names that OAuth gives them (RFC 6749, RFC 7591, RFC 8628), so that its `ExpiredTokenException`,
    /// which is about a code, is not that of STS, which is about credentials.
    private static let oauthCodes: [String: String] = [
        "AccessDeniedException": "access_denied",
        "AuthorizationPendingException": "authorization_pending",
        "ExpiredTokenException": "expired_token",
        "InternalServerException": "server_error",
        "InvalidClientException": "invalid_client",
        "InvalidClientMetadataException": "invalid_client_metadata",
        "InvalidGrantException": "invalid_grant",
        "InvalidRedirectUriException": "invalid_redirect_uri",
        "InvalidRequestException": "invalid_request",
        "InvalidScopeException": "invalid_scope",
        "SlowDownException": "slow_down",
        "UnauthorizedClientException": "unauthorized_client",
        "UnsupportedGrantTypeException": "unsupported_grant_type",
    ]
}
