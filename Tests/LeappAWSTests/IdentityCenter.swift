import EmulatorSupport
import LeappAWS
import LeappBytes
import LeappCrypto
import LeappJSON
import LeappSigV4
import Testing

/// The project's own IAM Identity Center, its controls, and a client that asks it.
struct IdentityCenter: ~Copyable {
    private let emulator: Emulator
    private let transport = SocketTransport()
    let url: String

    static let startURL = "https://leapp-test.awsapps.com/start"
    static let redirect = "http://127.0.0.1:54321/oauth/callback"

    /// Starts one with a scenario in JSON.
    init(_ scenario: String = "{}") throws {
        guard let emulator = Emulator(.identityCenter, ["--scenario", scenario]) else { throw EmulatorFailure.notStarted }
        url = emulator.url
        self.emulator = emulator
    }

    enum EmulatorFailure: Error {
        case notStarted
        case notUnderstood
    }

    /// A caller of it; waits do not wait.
    var asking: Asking {
        Asking(
            transport: transport,
            environment: ["AWS_ENDPOINT_URL_SSO": url, "AWS_ENDPOINT_URL_SSO_OIDC": url, "AWS_ENDPOINT_URL_SIGNIN": url])
    }

    /// Sends a control or opens a page, as a browser would, but follows nothing.
    @discardableResult
    func http(_ path: String, post body: String? = nil, type: String = "application/json") async throws -> HTTPResponse {
        let base = try #require(EndpointURL(parsing: url))
        return try await transport.send(
            HTTPRequest(
                method: body == nil ? "GET" : "POST", url: base, path: path,
                headers: [HTTPHeader("Host", base.hostHeader)] + (body == nil ? [] : [HTTPHeader("Content-Type", type)]),
                secretHeader: nil, body: (body ?? "").secret, route: HTTPRoute(), timeout: 20_000))
    }

    /// What a control answers.
    @discardableResult
    func control(_ name: String, _ body: String? = nil) async throws -> JSONValue {
        let response = try await http("/_emulator/" + name, post: body)
        return try JSONValue(parsing: response.body, sizeLimit: 1 << 24)
    }

    /// Each request that was not what AWS's model of the operation says, and each answer that was not.
    func complaints() async throws -> [String] {
        guard let entries = try await control("log").array else { throw EmulatorFailure.notUnderstood }
        return entries.compactMap(\.object).flatMap { entry -> [String] in
            let texts = ["errors", "warnings", "self_check"].flatMap { entry[$0]?.array ?? [] }.compactMap { $0.string?.text }
            return texts.map { "\(entry["op"]?.string?.text ?? "?"): \($0)" }
        }
    }

    /// How often `operation` was asked.
    func count(_ operation: String) async throws -> Int {
        guard let counts = try await control("stats").object?["ops"]?.object else { throw EmulatorFailure.notUnderstood }
        return Int(counts[operation]?.integer ?? 0)
    }

    /// A registered client.
    func register(_ parameters: RegisterClient) async throws -> OIDCClient {
        guard case .clientRegistration(let answer) = try await asking.ask(.registerClient(parameters)).get() else {
            throw EmulatorFailure.notUnderstood
        }
        return answer.client
    }

    /// A client registered for the browser.
    func registerBrowser() async throws -> OIDCClient {
        try await register(.browser(name: "leapp", issuerURL: Self.startURL, redirectURI: "http://127.0.0.1/oauth/callback"))
    }

    func startDevice(_ client: OIDCClient) async throws -> DeviceAuthorization {
        let start = StartDeviceAuthorization(client: client, startURL: Self.startURL)
        guard case .deviceAuthorization(let answer) = try await asking.ask(.startDeviceAuthorization(start)).get() else {
            throw EmulatorFailure.notUnderstood
        }
        return answer
    }

    func give(_ grant: CreateToken.Grant, by client: OIDCClient) async -> Result<AWSAnswer, AWSError> {
        await asking.ask(.createToken(CreateToken(client: client, grant: grant)))
    }

    func tokens(for grant: CreateToken.Grant, by client: OIDCClient) async throws -> PortalTokens {
        guard case .portalTokens(let tokens) = try await give(grant, by: client).get() else {
            throw EmulatorFailure.notUnderstood
        }
        return tokens
    }

    /// Signs in by device code where the scenario agrees by itself.
    func signIn() async throws -> (client: OIDCClient, tokens: PortalTokens) {
        let client = try await register(.device(name: "leapp"))
        let device = try await startDevice(client)
        return (client, try await tokens(for: .deviceCode(device.deviceCode), by: client))
    }

    /// What the browser brings back to the redirect URI: names and values of the query.
    func browse(_ request: AuthorizationRequest) async throws -> [String: String] {
        let url = try request.url(region: "us-east-1", environment: AWSEnvironment(asking.environment))
        let response = try await http(String(url.dropFirst(self.url.count)))
        let location = try #require(response.header("location"))
        #expect(location.hasPrefix(Self.redirect + "?"))
        return Self.parameters(String(location.dropFirst(Self.redirect.count + 1)))
    }

    /// Names and values of a query.
    static func parameters(_ query: String) -> [String: String] {
        let pairs = query.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false) }
        return Dictionary(
            pairs.filter { $0.count == 2 }.map {
                (String($0[0]), String(decoding: PercentEncoding.decoded($0[1]), as: UTF8.self))
            },
            uniquingKeysWith: { first, _ in first })
    }
}
