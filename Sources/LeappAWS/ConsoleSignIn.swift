import LeappBytes
public import LeappCrypto

/// The address that signs a browser in to the console (AWS IAM User Guide, "Enable custom identity broker access").
public struct ConsoleSignIn: Sendable {
    /// What getSigninToken gave.
    public let token: SecretSlice
    /// The page to arrive at.
    public let destination: ConsoleDestination
    /// Who is named as the one to go back to when the console session is over.
    public let issuer: String

    /// A sign-in with `token` that arrives at `destination`.
    public init(token: SecretSlice, destination: ConsoleDestination, issuer: String = "leapp") {
        self.token = token
        self.destination = destination
        self.issuer = issuer
    }

    /// The URL, as secret as the token in it: for 15 minutes it is the credentials of whoever opens it.
    ///
    /// The token is good at the endpoint that gave it, so `region` and `environment` are those of getSigninToken.
    public func url(region: String, environment: AWSEnvironment) throws(AWSError) -> SecretSlice {
        let endpoint = try Endpoint.of(.signIn, region: region, environment: environment)
        var query = QueryForm(action: "login")
        query.add("Issuer", issuer)
        query.add("Destination", try destination.url(region: region))
        query.add("SigninToken", secret: token)
        var url = SecretWriter(capacity: 4096)
        url.append(endpoint.url.text + "/federation?")
        let parameters = query.finish()
        url.append(parameters.bytes)
        return SecretArena(url.finish()).slice
    }
}
