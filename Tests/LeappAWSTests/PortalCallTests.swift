import LeappBytes
import LeappCrypto
import LeappJSON
import LeappSigV4
import Testing

@testable import LeappAWS

/// The calls of the portal and of the federation endpoint, each by its request and its answer.
@Suite struct PortalCallTests {
    static let token = AWSAuthorization.bearer("aoa:TOKEN+/=".secret)
    static let host = "portal.sso.eu-west-1.amazonaws.com"
    static let session = Credentials(
        accessKeyID: "ASIA1", secretAccessKey: "k/+".secret, sessionToken: "t==".secret, accountID: "210987654321")
    static let role = AWSOperation.getRoleCredentials(GetRoleCredentials(accountID: "210987654321", roleName: "Admin+x"))
    static let keys = #"{"accessKeyId":"ASIA1","secretAccessKey":"k/+","sessionToken":"t==","expiration":1795341900123}"#

    @Test func accountsAreListedPageByPage() async throws {
        let body = """
            {"nextToken":"a+b/c=","accountList":[{"accountId":"000000000001","accountName":"Caf\\u00e9","emailAddress":"a@b.c"},\
            {"accountId":"123456789012","accountName":null}]}
            """
        let transport = FakeTransport([.json(body)])
        let operation = AWSOperation.listAccounts(ListAccounts(page: ListPage(token: "x&y=", size: 50)))
        guard case .accounts(let page) = try await Asking(transport: transport).ask(operation, Self.token).get() else {
            Issue.record("no accounts")
            return
        }
        #expect(
            page.accounts == [
                PortalAccount(id: "000000000001", name: "Café", email: "a@b.c"),
                PortalAccount(id: "123456789012", name: nil, email: nil),
            ])
        #expect(page.nextToken == "a+b/c=")
        let request = transport.requests[0]
        #expect(request.method == "GET" && request.url.host == Self.host)
        #expect(request.path == "/assignment/accounts?max_result=50&next_token=x%26y%3D")
        #expect(request.secretHeader?.name == "x-amz-sso_bearer_token" && request.secretHeader?.value.text == "aoa:TOKEN+/=")
        #expect(request.body.count == 0 && !request.headers.contains { ["Authorization", "Content-Type"].contains($0.name) })
    }

    @Test func rolesAreListedPageByPage() async throws {
        let transport = FakeTransport([
            .json(#"{"roleList":[{"roleName":"Admin","accountId":"210987654321"},{"roleName":"a+=,.@-_1"}],"nextToken":null}"#)
        ])
        let operation = AWSOperation.listAccountRoles(ListAccountRoles(accountID: "210987654321"))
        guard case .roles(let page) = try await Asking(transport: transport).ask(operation, Self.token).get() else {
            Issue.record("no roles")
            return
        }
        #expect(page == RolePage(roleNames: ["Admin", "a+=,.@-_1"], nextToken: nil))
        #expect(transport.requests[0].path == "/assignment/roles?account_id=210987654321&max_result=100")
    }

    @Test func credentialsOfARoleAreRead() async throws {
        let transport = FakeTransport([.json(#"{"roleCredentials":\#(Self.keys)}"#)])
        guard case .credentials(let credentials) = try await Asking(transport: transport).ask(Self.role, Self.token).get() else {
            Issue.record("no credentials")
            return
        }
        #expect(credentials.accessKeyID == "ASIA1" && credentials.secretAccessKey.text == "k/+")
        #expect(credentials.sessionToken?.text == "t==" && credentials.expiration == 1_795_341_900)
        #expect(credentials.accountID == "210987654321")
        #expect(transport.requests[0].path == "/federation/credentials?role_name=Admin%2Bx&account_id=210987654321")
    }

    @Test(arguments: ["", "{}"])
    func theSessionIsEnded(_ body: String) async throws {
        let transport = FakeTransport([.json(body)])
        guard case .loggedOut = try await Asking(transport: transport).ask(.logout, Self.token).get() else {
            Issue.record("not logged out")
            return
        }
        #expect(transport.requests[0].method == "POST" && transport.requests[0].path == "/logout")
    }

    @Test func whatSaysLoggedOutIsThePortal() async {
        let result = await Asking(transport: FakeTransport([.json("<html>")])).ask(.logout, Self.token)
        #expect(result.error == .badAnswer(host: Self.host, status: 200, fault: .notAWS))
    }

    @Test(arguments: [
        ("UnauthorizedException", 401, RefusalKind.tokenExpired), ("ForbiddenException", 403, .notAssigned),
        ("ResourceNotFoundException", 404, .notAssigned), ("InvalidRequestException", 400, .invalidParameter),
        ("UnheardException", 418, .other),
    ])
    func everyRefusalIsUnderstoodInEveryStyle(_ code: String, status: Int, kind: RefusalKind) async {
        let type = "\"__type\":\"com.amazonaws.switchboard.portal#\(code)\""
        let header = HTTPHeader("x-amzn-ErrorType", code + ":http://internal.amazon.com/")
        let requestID = HTTPHeader("x-amzn-RequestId", "r-1")
        let steps: [FakeTransport.Step] = [
            .json("{\"message\":\"no\",\(type)}", status: status, [header, requestID]),
            .json("{\"message\":\"no\",\(type)}", status: status, [requestID]),
            .json("{\"message\":\"no\"}", status: status, [header, requestID]),
            .json("{\"Message\":\"no\"}", status: status, [header, requestID]),
        ]
        for step in steps {
            let transport = FakeTransport([step])
            let refusal = AWSRefusal(code: code, message: "no", status: status, requestID: "r-1")
            #expect(await Asking(transport: transport).ask(Self.role, Self.token).error == .refused(refusal))
            #expect(refusal.kind == kind)
        }
    }

    @Test func throttlingNamesTheWait() async {
        let step = FakeTransport.Step.json(
            #"{"message":"slow","__type":"TooManyRequestsException"}"#, status: 429, [HTTPHeader("Retry-After", "7")])
        let refusal = AWSRefusal(
            code: "TooManyRequestsException", message: "slow", status: 429, requestID: nil, retryAfter: 7000)
        let paced = FakeTransport([step, step])
        #expect(await Asking(transport: paced).ask(Self.role, Self.token, attempts: 1).error == .throttled(refusal, attempts: 1))
        #expect(paced.requests.count == 1)
        let time = FakeTime()
        let patient = FakeTransport([step, .json(#"{"roleCredentials":\#(Self.keys)}"#)])
        #expect(await Asking(transport: patient, effects: time.effects()).ask(Self.role, Self.token).error == nil)
        #expect(time.slept == [7000])
    }

    @Test func moreAttemptsThanTheEnvironmentAllowsAreNotMade() async {
        let transport = FakeTransport(Array(repeating: .json("", status: 503), count: 9))
        _ = await Asking(transport: transport, environment: ["AWS_MAX_ATTEMPTS": "2"]).ask(.logout, Self.token, attempts: 5)
        #expect(transport.requests.count == 2)
    }

    @Test(
        arguments: [
            (#"a\nb"#, "a\u{fffd}b"), (#"\u202egnp"#, "\u{fffd}gnp"), (#"\u001b[31m\u009b"#, "\u{fffd}[31m\u{fffd}"), ("", nil),
            (#"\u2066\u200b\ufeff"#, "\u{fffd}\u{fffd}\u{fffd}"), ("🏳️\u{200d}🌈 ب\u{200c}ا", "🏳️\u{200d}🌈 ب\u{200c}ا"),
            (String(repeating: "é", count: 600), String(repeating: "é", count: 512)),
            (String(repeating: #"\n"#, count: 600), String(repeating: "\u{fffd}", count: 341)),
        ] as [(String, String?)])
    func whatAnAccountIsCalledIsFitToBeShown(_ name: String, shown: String?) async throws {
        let body = #"{"accountList":[{"accountId":"123456789012","accountName":"\#(name)","emailAddress":"\#(name)"}]}"#
        let result = await Asking(transport: FakeTransport([.json(body)])).ask(.listAccounts(ListAccounts()), Self.token)
        guard case .accounts(let page) = try result.get() else {
            Issue.record("no accounts")
            return
        }
        #expect(page.accounts == [PortalAccount(id: "123456789012", name: shown, email: shown)])
    }

    @Test(arguments: [
        (#"{"accountList":null}"#, AnswerFault.missing("accountList")), (#"{"accountList":{}}"#, .invalid("accountList")),
        (#"{"accountList":[1]}"#, .invalid("accountList")), (#"{"accountList":[{}]}"#, .missing("accountId")),
        (#"{"accountList":[{"accountId":"12"}]}"#, .invalid("accountId")),
        (#"{"accountList":[{"accountId":"１２３４５６７８９０１２"}]}"#, .invalid("accountId")),
        (
            #"{"accountList":[{"accountId":"123456789012","emailAddress":7}]}"#,
            .ofAccount(id: "123456789012", field: "emailAddress")
        ),
        (
            #"{"accountList":[{"accountId":"123456789012","accountName":{}}]}"#,
            .ofAccount(id: "123456789012", field: "accountName")
        ),
        (#"{"accountList":[],"nextToken":"\u0000"}"#, .invalid("nextToken")),
        (
            "{\"accountList\":[" + Array(repeating: "{\"accountId\":\"123456789012\"}", count: 101).joined(separator: ",") + "]}",
            .invalid("accountList")
        ),
    ])
    func accountsThatCannotBeAreRefused(_ body: String, fault: AnswerFault) async {
        let result = await Asking(transport: FakeTransport([.json(body)])).ask(.listAccounts(ListAccounts()), Self.token)
        #expect(result.error == .badAnswer(host: Self.host, status: 200, fault: fault))
    }

    @Test(arguments: [
        (#"{"roleList":[{"roleName":"a/b"}]}"#, AnswerFault.ofAccount(id: "210987654321", field: "roleName")),
        (#"{"roleList":[{"roleName":""}]}"#, .ofAccount(id: "210987654321", field: "roleName")),
        (#"{"roleList":[{"roleName":"a","accountId":"123456789012"}]}"#, .invalid("accountId")), ("{}", .missing("roleList")),
    ])
    func rolesThatCannotBeAreRefused(_ body: String, fault: AnswerFault) async {
        let operation = AWSOperation.listAccountRoles(ListAccountRoles(accountID: "210987654321"))
        let result = await Asking(transport: FakeTransport([.json(body)])).ask(operation, Self.token)
        #expect(result.error == .badAnswer(host: Self.host, status: 200, fault: fault))
    }

    @Test(arguments: [
        ("ASIA1", "AS/IA", AnswerFault.invalid("accessKeyId")), ("k/+", "k \\u00fc", .invalid("secretAccessKey")),
        ("t==", "", .invalid("sessionToken")), ("1795341900123", "1795341900.5", .invalid("expiration")),
        ("1795341900123", "999", .invalid("expiration")), ("1795341900123", "null", .missing("expiration")),
        ("1795341900123", "9223372036854775807", .invalid("expiration")),
    ])
    func credentialsThatCannotBeAreRefused(_ old: String, new: String, fault: AnswerFault) async {
        let halves = Self.keys.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
        let body = "{\"roleCredentials\":\(halves.joined(separator: new))}"
        let result = await Asking(transport: FakeTransport([.json(body)])).ask(Self.role, Self.token)
        #expect(result.error == .badAnswer(host: Self.host, status: 200, fault: fault))
    }

    @Test func whatDoesNotLetInIsNotSent() async {
        let cases: [(AWSOperation, AWSAuthorization, String)] = [
            (Self.role, .none, "authorization"), (Self.role, .signed(Self.session), "authorization"),
            (.getCallerIdentity, .none, "authorization"), (.getCallerIdentity, Self.token, "authorization"),
            (LoginCallTests.refresh, Self.token, "authorization"), (Self.role, .bearer("a\r\nb".secret), "accessToken"),
            (.getRoleCredentials(GetRoleCredentials(accountID: "1", roleName: "r")), Self.token, "account_id"),
            (.getRoleCredentials(GetRoleCredentials(accountID: "210987654321", roleName: "")), Self.token, "role_name"),
            (.listAccounts(ListAccounts(page: ListPage(size: 101))), Self.token, "max_result"),
            (.listAccountRoles(ListAccountRoles(accountID: "x")), Self.token, "account_id"),
        ]
        for (operation, authorization, name) in cases {
            let transport = FakeTransport([])
            #expect(await Asking(transport: transport).ask(operation, authorization).error == .badParameter(name: name))
            #expect(transport.requests.isEmpty)
        }
    }

    @Test func aSigninTokenIsAskedForWithoutCredentialsInTheURL() async throws {
        let transport = FakeTransport([.json(#"{"SigninToken":"sign-in_TOKEN"}"#)])
        let operation = AWSOperation.getSigninToken(GetSigninToken(credentials: Self.session, durationSeconds: 900))
        guard case .signinToken(let token) = try await Asking(transport: transport).ask(operation).get() else {
            Issue.record("no token")
            return
        }
        #expect(token.text == "sign-in_TOKEN")
        let request = transport.requests[0]
        #expect(request.method == "POST" && request.url.text == "https://eu-west-1.signin.aws.amazon.com")
        #expect(request.path == "/federation")
        let form = request.body.text.split(separator: "&").map { String(decoding: PercentEncoding.decoded($0), as: UTF8.self) }
        #expect(
            form == [
                "Action=getSigninToken", "SessionDuration=900",
                #"Session={"sessionId":"ASIA1","sessionKey":"k/+","sessionToken":"t=="}"#,
            ])
    }

    @Test func theFederationEndpointSaysNoToPeople() async {
        let operation = AWSOperation.getSigninToken(GetSigninToken(credentials: Self.session))
        let refused = FakeTransport([.json("<html><h1>Error</h1></html>", status: 400)])
        #expect(await Asking(transport: refused).ask(operation).kind == .signinRefused)
        let failing = FakeTransport([.json("<html>", status: 503), .json(#"{"SigninToken":"x"}"#)])
        #expect(await Asking(transport: failing).ask(operation).error == nil)
        let portal = FakeTransport([.json("<html>")])
        #expect(
            await Asking(transport: portal).ask(operation).error
                == .badAnswer(host: "eu-west-1.signin.aws.amazon.com", status: 200, fault: .json(.malformed(at: 0))))
    }

    @Test func longLivedCredentialsDoNotGoToTheFederationEndpoint() async {
        let user = Credentials(accessKeyID: "AKIA1", secretAccessKey: "k".secret)
        for (parameters, name) in [
            (GetSigninToken(credentials: user), "SessionToken"),
            (GetSigninToken(credentials: Self.session, durationSeconds: 899), "SessionDuration"),
        ] {
            let transport = FakeTransport([])
            #expect(await Asking(transport: transport).ask(.getSigninToken(parameters)).error == .badParameter(name: name))
            #expect(transport.requests.isEmpty)
        }
    }
}
