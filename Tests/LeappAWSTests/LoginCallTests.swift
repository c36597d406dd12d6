import LeappBytes
import LeappCrypto
import LeappJSON
import Testing

@testable import LeappAWS

/// The calls of OIDC, each by its request and its answer.
@Suite struct LoginCallTests {
    static let client = OIDCClient(id: "id-1", secret: "client\"secret".secret)
    static let code = AuthorizationCode(
        code: "the-code".secret, verifier: String(repeating: "v", count: 43).secret,
        redirectURI: "http://127.0.0.1:1234/oauth/callback")
    static let tokens =
        #"{"accessToken":"acc\u0065ss","tokenType":"Bearer","expiresIn":3600,"refreshToken":"refresh","idToken":null}"#
    static let device = """
        {"deviceCode":"dev","userCode":"ABCD-EFGH","verificationUri":"https://device.sso.eu-west-1.amazonaws.com/",\
        "verificationUriComplete":"https://device.sso.eu-west-1.amazonaws.com/?user_code=ABCD-EFGH","expiresIn":600,"interval":1}
        """
    static let registration = #"{"clientId":"id-1","clientSecret":"s","clientIdIssuedAt":1,"clientSecretExpiresAt":1803114300}"#

    static let refresh = AWSOperation.createToken(CreateToken(client: client, grant: .refreshToken("old".secret)))
    static let start = AWSOperation.startDeviceAuthorization(StartDeviceAuthorization(client: client, startURL: "https://x"))

    @Test func aClientIsRegistered() async throws {
        let transport = FakeTransport([.json(Self.registration)])
        let parameters = RegisterClient.browser(
            name: "leapp", issuerURL: "https://x.awsapps.com/start", redirectURI: "http://127.0.0.1/oauth/callback")
        guard case .clientRegistration(let answer) = try await Asking(transport: transport).ask(.registerClient(parameters)).get()
        else {
            Issue.record("no registration")
            return
        }
        #expect(answer.client.id == "id-1" && answer.client.secret.text == "s" && answer.expiration == 1_803_114_300)
        let request = transport.requests[0]
        #expect(request.method == "POST" && request.url.text == "https://oidc.eu-west-1.amazonaws.com")
        #expect(request.path == "/client/register" && request.secretHeader == nil)
        #expect(request.headers.contains(HTTPHeader("Content-Type", "application/json")))
        #expect(!request.headers.contains { $0.name == "Authorization" })
        #expect(
            request.body.text == #"{"clientName":"leapp","clientType":"public","scopes":["sso:account:access"],"redirectUris":"#
                + #"["http://127.0.0.1/oauth/callback"],"grantTypes":["authorization_code","refresh_token"],"#
                + #""issuerUrl":"https://x.awsapps.com/start"}"#)
    }

    @Test func aDeviceAuthorizationIsStarted() async throws {
        let transport = FakeTransport([.json(Self.device)])
        guard case .deviceAuthorization(let answer) = try await Asking(transport: transport).ask(Self.start).get() else {
            Issue.record("no authorization")
            return
        }
        #expect(answer.deviceCode.text == "dev" && answer.userCode == "ABCD-EFGH")
        #expect(answer.verificationURL.text == "https://device.sso.eu-west-1.amazonaws.com/")
        #expect(answer.completeURL?.text == "https://device.sso.eu-west-1.amazonaws.com/?user_code=ABCD-EFGH")
        #expect(answer.lifetime == 600 && answer.interval == 1)
        #expect(transport.requests[0].path == "/device_authorization")
        #expect(transport.requests[0].body.text == #"{"clientId":"id-1","clientSecret":"client\"secret","startUrl":"https://x"}"#)
    }

    @Test(arguments: [0, 1, 2])
    func tokensAreCreated(_ index: Int) async throws {
        let (grant, body): (CreateToken.Grant, String) = [
            (
                .authorizationCode(Self.code),
                #""grantType":"authorization_code","redirectUri":"http://127.0.0.1:1234/oauth/callback","code":"the-code","#
                    + #""codeVerifier":"\#(String(repeating: "v", count: 43))"}"#
            ),
            (
                .deviceCode("dev".secret),
                #""grantType":"urn:ietf:params:oauth:grant-type:device_code","deviceCode":"dev"}"#
            ),
            (.refreshToken("old".secret), #""grantType":"refresh_token","refreshToken":"old"}"#),
        ][index]
        let transport = FakeTransport([.json(Self.tokens)])
        let result = await Asking(transport: transport).ask(.createToken(CreateToken(client: Self.client, grant: grant)))
        guard case .portalTokens(let answer) = try result.get() else {
            Issue.record("no tokens")
            return
        }
        #expect(answer.accessToken.text == "access" && answer.lifetime == 3600 && answer.refreshToken?.text == "refresh")
        #expect(transport.requests[0].path == "/token")
        #expect(transport.requests[0].body.text == #"{"clientId":"id-1","clientSecret":"client\"secret","# + body)
    }

    @Test func aRefreshWithoutANewRefreshTokenSaysSo() async throws {
        let transport = FakeTransport([.json(#"{"accessToken":"a","expiresIn":1,"refreshToken":null}"#)])
        guard case .portalTokens(let answer) = try await Asking(transport: transport).ask(Self.refresh).get() else {
            Issue.record("no tokens")
            return
        }
        #expect(answer.refreshToken == nil)
    }

    @Test(arguments: [
        ("AuthorizationPendingException", "authorization_pending", RefusalKind.authorizationPending),
        ("SlowDownException", "slow_down", .slowDown), ("ExpiredTokenException", "expired_token", .authorizationExpired),
        ("AccessDeniedException", "access_denied", .authorizationDenied),
        ("InvalidGrantException", "invalid_grant", .sessionOver),
        ("InvalidClientException", "invalid_client", .clientExpired),
        ("UnauthorizedClientException", "unauthorized_client", .grantRefused),
        ("UnsupportedGrantTypeException", "unsupported_grant_type", .grantRefused),
        ("InvalidRequestException", "invalid_request", .invalidParameter),
        ("InvalidScopeException", "invalid_scope", .invalidParameter),
        ("InvalidClientMetadataException", "invalid_client_metadata", .invalidParameter),
        ("InvalidRedirectUriException", "invalid_redirect_uri", .invalidParameter), ("NewException", "new_error", .other),
    ])
    func everyRefusalIsUnderstoodAndNotTriedAgain(_ exception: String, error: String, kind: RefusalKind) async {
        let inBoth = FakeTransport([.oidc(exception, error), .json(Self.tokens)])
        let inBody = FakeTransport([.json(#"{"error":"\#(error)","error_description":"said so"}"#, status: 400)])
        let inHeader = FakeTransport([.json("", status: 400, [HTTPHeader("X-Amzn-ErrorType", exception)])])
        for transport in [inBoth, inBody, inHeader] {
            let result = await Asking(transport: transport).ask(Self.refresh)
            #expect(result.kind == kind)
            #expect(transport.requests.count == 1)
            guard case .refused(let refusal) = result.error else { continue }
            #expect(refusal.code == error || kind == .other)
            #expect(refusal.message == (transport === inHeader ? "" : "said so"))
        }
    }

    @Test(arguments: [TransportFault.answerLost, .answerTimeout])
    func aGrantIsNotGivenTwiceWhereTheFirstMayHaveCounted(_ fault: TransportFault) async {
        for grant in [CreateToken.Grant.authorizationCode(Self.code), .deviceCode("d".secret), .refreshToken("r".secret)] {
            let transport = FakeTransport([.fault(fault), .json(Self.tokens)])
            let result = await Asking(transport: transport).ask(.createToken(CreateToken(client: Self.client, grant: grant)))
            #expect(result.error == .unreachable(host: "oidc.eu-west-1.amazonaws.com", fault: fault))
            #expect(transport.requests.count == 1)
        }
    }

    @Test(arguments: [500, 502, 504])
    func aGrantIsNotGivenTwiceToAServerThatFailed(_ status: Int) async {
        let transport = FakeTransport([.json("", status: status), .json(Self.tokens)])
        let refusal = AWSRefusal(code: "HTTP \(status)", message: "", status: status, requestID: nil)
        #expect(await Asking(transport: transport).ask(Self.refresh).error == .unavailable(refusal, attempts: 1))
        #expect(transport.requests.count == 1)
    }

    @Test func aGrantIsGivenAgainWhereNobodyTookIt() async {
        for step in [
            FakeTransport.Step.fault(.notConnected), .fault(.nameNotFound), .json("", status: 503), .json("", status: 429),
        ] {
            let transport = FakeTransport([step, .json(Self.tokens)])
            #expect(await Asking(transport: transport).ask(Self.refresh).error == nil)
            #expect(transport.requests.count == 2)
        }
    }

    @Test(arguments: [
        ("deviceCode", #""de v""#, AnswerFault.invalid("deviceCode")), ("deviceCode", "null", .missing("deviceCode")),
        ("deviceCode", "7", .invalid("deviceCode")), ("userCode", #""A\u001b[2J""#, .invalid("userCode")),
        ("userCode", #""A\u202eB""#, .invalid("userCode")),
        ("userCode", #""\#(String(repeating: "A", count: 65))""#, .invalid("userCode")),
        ("verificationUri", #""http://evil.example/""#, .invalid("verificationUri")),
        ("verificationUri", #""javascript:alert(1)""#, .invalid("verificationUri")),
        ("verificationUri", "null", .missing("verificationUri")),
        ("verificationUriComplete", #""file:///etc/passwd""#, .invalid("verificationUriComplete")),
        ("expiresIn", "0", .invalid("expiresIn")), ("expiresIn", "86401", .invalid("expiresIn")),
        ("expiresIn", "1e3", .invalid("expiresIn")), ("expiresIn", #""600""#, .invalid("expiresIn")),
        ("interval", "-1", .invalid("interval")), ("interval", "9223372036854775807", .invalid("interval")),
    ])
    func aDeviceAuthorizationThatCannotBeIsRefused(_ name: String, value: String, fault: AnswerFault) async {
        var fields = [
            "deviceCode": "\"d\"", "userCode": "\"u\"", "verificationUri": "\"https://d\"", "expiresIn": "600",
        ]
        fields[name] = value
        let body = "{" + fields.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
        let result = await Asking(transport: FakeTransport([.json(body)])).ask(Self.start)
        #expect(result.error == .badAnswer(host: "oidc.eu-west-1.amazonaws.com", status: 200, fault: fault))
    }

    @Test func anIntervalThatIsNotNamedIsFiveSeconds() async throws {
        let body =
            #"{"deviceCode":"d","userCode":"u","verificationUri":"http://127.0.0.1:1/device","expiresIn":9,"interval":null}"#
        let result = await Asking(transport: FakeTransport([.json(body)])).ask(Self.start)
        guard case .deviceAuthorization(let answer) = try result.get() else {
            Issue.record("no authorization")
            return
        }
        #expect(answer.interval == 5 && answer.completeURL == nil)
    }

    @Test(arguments: [
        ("", AnswerFault.json(.truncated)), ("[]", .notAWS), ("<html>", .json(.malformed(at: 0))),
        ("{}", .missing("accessToken")),
        (#"{"accessToken":"a"}"#, .missing("expiresIn")), (#"{"accessToken":"a b","expiresIn":1}"#, .invalid("accessToken")),
        (#"{"accessToken":"","expiresIn":1}"#, .invalid("accessToken")),
        (#"{"accessToken":"a","expiresIn":31536001}"#, .invalid("expiresIn")),
        (#"{"accessToken":"a","expiresIn":1,"tokenType":"mac"}"#, .invalid("tokenType")),
        (#"{"accessToken":"a","expiresIn":1,"refreshToken":["r"]}"#, .invalid("refreshToken")),
        (#"{"accessToken":"a","accessToken":"b","expiresIn":1}"#, .json(.duplicateName(at: 19))),
    ])
    func tokensThatCannotBeAreRefusedAndNotAskedForAgain(_ body: String, fault: AnswerFault) async {
        let transport = FakeTransport([.json(body), .json(Self.tokens)])
        let result = await Asking(transport: transport).ask(Self.refresh)
        #expect(result.error == .badAnswer(host: "oidc.eu-west-1.amazonaws.com", status: 200, fault: fault))
        #expect(transport.requests.count == 1)
    }

    @Test func parametersThatCannotBeSentAreNotSent() async {
        let good = Self.code
        let cases: [(CreateToken.Grant, String)] = [
            (.refreshToken("a\nb".secret), "refreshToken"), (.deviceCode("".secret), "deviceCode"),
            (.authorizationCode(AuthorizationCode(code: "ü".secret, verifier: good.verifier, redirectURI: "x")), "code"),
            (.authorizationCode(AuthorizationCode(code: good.code, verifier: "short".secret, redirectURI: "x")), "codeVerifier"),
            (.authorizationCode(AuthorizationCode(code: good.code, verifier: good.verifier, redirectURI: "")), "redirectUri"),
        ]
        for (grant, name) in cases {
            let transport = FakeTransport([])
            let result = await Asking(transport: transport).ask(.createToken(CreateToken(client: Self.client, grant: grant)))
            #expect(result.error == .badParameter(name: name))
            #expect(transport.requests.isEmpty)
        }
        let start = StartDeviceAuthorization(client: Self.client, startURL: "https://x\n")
        #expect(
            await Asking(transport: FakeTransport([])).ask(.startDeviceAuthorization(start)).error
                == .badParameter(name: "startUrl"))
    }
}
