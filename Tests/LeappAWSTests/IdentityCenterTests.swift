import EmulatorSupport
import LeappAWS
import LeappBytes
import LeappCrypto
import LeappJSON
import Testing

@Suite(
    "Against a server that is checked by AWS's own models", .enabled(if: Emulator.isPresent, Comment(rawValue: Emulator.absence)))
struct IdentityCenterTests {
    @Test func aBrowserSignsInByAuthorizationCode() async throws {
        let center = try IdentityCenter(#"{"authorize": {"approve": "auto"}, "strict": true}"#)
        let client = try await center.registerBrowser()
        let pair = PKCE(.system)
        let request = AuthorizationRequest(
            clientID: client.id, redirectURI: IdentityCenter.redirect, state: AuthorizationRequest.state(.system),
            challenge: pair.challenge)
        let brought = try await center.browse(request)
        #expect(brought["state"] == request.state)
        let code = try #require(brought["code"])
        let grant = CreateToken.Grant.authorizationCode(
            AuthorizationCode(code: code.secret, verifier: pair.verifier, redirectURI: IdentityCenter.redirect))
        let tokens = try await center.tokens(for: grant, by: client)
        #expect(tokens.lifetime == 3600 && tokens.refreshToken != nil)
        let listed = await center.asking.ask(.listAccounts(ListAccounts()), .bearer(tokens.accessToken))
        #expect(listed.error == nil)
        // The code works once, and a second time takes away what it gave: a lost answer is not asked for again.
        #expect(await center.give(grant, by: client).kind == .sessionOver)
        #expect(await center.asking.ask(.listAccounts(ListAccounts()), .bearer(tokens.accessToken)).kind == .tokenExpired)
        #expect(try await center.complaints() == [])
    }

    @Test func anotherVerifierGetsNoTokens() async throws {
        let center = try IdentityCenter(#"{"authorize": {"approve": "auto"}, "strict": true}"#)
        let client = try await center.registerBrowser()
        let request = AuthorizationRequest(
            clientID: client.id, redirectURI: IdentityCenter.redirect, state: "s", challenge: PKCE(.system).challenge)
        let code = try #require(try await center.browse(request)["code"])
        let stolen = AuthorizationCode(
            code: code.secret, verifier: PKCE(.system).verifier, redirectURI: IdentityCenter.redirect)
        #expect(await center.give(.authorizationCode(stolen), by: client).kind == .sessionOver)
        try await center.control("scenario", #"{"authorize": {"approve": "deny"}}"#)
        #expect(try await center.browse(request)["error"] == "access_denied")
        #expect(try await center.complaints() == [])
    }

    @Test func aDeviceSignsInWhenTheUserHasAgreed() async throws {
        let center = try IdentityCenter(#"{"strict": true}"#)
        let client = try await center.register(.device(name: "leapp"))
        let device = try await center.startDevice(client)
        #expect(device.lifetime == 600 && device.interval == 1)
        #expect(device.verificationURL.text == center.url + "/device")
        let grant = CreateToken.Grant.deviceCode(device.deviceCode)
        #expect(await center.give(grant, by: client).kind == .authorizationPending)
        try await center.http(
            "/device", post: "user_code=\(device.userCode)&action=approve", type: "application/x-www-form-urlencoded")
        let tokens = try await center.tokens(for: grant, by: client)
        #expect(tokens.refreshToken != nil)
        try await center.control("clock", #"{"advance": 10}"#)
        #expect(await center.give(grant, by: client).kind == .sessionOver)
        #expect(try await center.count("CreateToken") == 3)
        #expect(try await center.complaints() == [])
    }

    @Test(arguments: [
        (#"{"device": {"approve": "deny"}}"#, RefusalKind.authorizationDenied),
        (#"{"device": {"approve": "expire"}}"#, .authorizationExpired),
        (#"{"device": {"slow_down_polls": [1]}}"#, .slowDown),
        (#"{"device": {"pending_polls": 5, "approve": "auto"}}"#, .authorizationPending),
        (#"{"throttle": [{"op": "CreateToken"}]}"#, .slowDown),
        (#"{"faults": [{"op": "CreateToken", "first": 9, "action": "error", "code": "InternalServerException"}]}"#, .unavailable),
    ])
    func aPollThatBringsNoTokensSaysWhyAndIsTheOnlyOne(_ scenario: String, kind: RefusalKind) async throws {
        let center = try IdentityCenter(scenario)
        let client = try await center.register(.device(name: "leapp"))
        let device = try await center.startDevice(client)
        #expect(await center.give(.deviceCode(device.deviceCode), by: client).kind == kind)
        #expect(try await center.count("CreateToken") == 1)
        #expect(try await center.complaints() == [])
    }

    @Test func aClientThatIsForgottenSaysSo() async throws {
        let center = try IdentityCenter()
        let client = try await center.register(.device(name: "leapp"))
        try await center.control("clock", #"{"advance": 7776001}"#)
        let start = StartDeviceAuthorization(client: client, startURL: IdentityCenter.startURL)
        #expect(await center.asking.ask(.startDeviceAuthorization(start)).kind == .clientExpired)
        let elsewhere = StartDeviceAuthorization(
            client: try await center.register(.device(name: "leapp")), startURL: "https://other.awsapps.com/start")
        #expect(await center.asking.ask(.startDeviceAuthorization(elsewhere)).kind == .invalidParameter)
        let browser = StartDeviceAuthorization(client: try await center.registerBrowser(), startURL: IdentityCenter.startURL)
        #expect(await center.asking.ask(.startDeviceAuthorization(browser)).kind == .grantRefused)
    }

    @Test func aRefreshTokenIsRotatedAndTheOldOneIsRefused() async throws {
        let center = try IdentityCenter(#"{"device": {"approve": "auto"}, "strict": true}"#)
        let (client, first) = try await center.signIn()
        let old = try #require(first.refreshToken)
        let second = try await center.tokens(for: .refreshToken(old), by: client)
        let new = try #require(second.refreshToken)
        #expect(!new.isEqual(to: old) && !second.accessToken.isEqual(to: first.accessToken))
        #expect(await center.give(.refreshToken(old), by: client).kind == .sessionOver)
        try await center.control("scenario", #"{"token": {"refresh": "omit"}}"#)
        let third = try await center.tokens(for: .refreshToken(new), by: client)
        #expect(third.refreshToken == nil)
        try await center.control("clock", #"{"advance": 3601}"#)
        #expect(await center.asking.ask(.logout, .bearer(third.accessToken)).kind == .tokenExpired)
        let fourth = try await center.tokens(for: .refreshToken(new), by: client)
        #expect(await center.asking.ask(.logout, .bearer(fourth.accessToken)).error == nil)
        #expect(await center.give(.refreshToken(new), by: client).kind == .sessionOver)
        #expect(try await center.complaints() == [])
    }

    @Test(arguments: ["drop", "stall"])
    func aRefreshWhoseAnswerIsLostIsNotRepeated(_ action: String) async throws {
        let center = try IdentityCenter(#"{"device": {"approve": "auto"}}"#)
        let (client, tokens) = try await center.signIn()
        let refresh = try #require(tokens.refreshToken)
        let before = try await center.count("CreateToken")
        try await center.control(
            "scenario", #"{"faults": [{"op": "CreateToken", "nth": 1, "action": "\#(action)", "ms": 30000}]}"#)
        let operation = AWSOperation.createToken(CreateToken(client: client, grant: .refreshToken(refresh)))
        let lost = await center.asking.ask(operation, timeout: action == "stall" ? 300 : 30_000)
        let expected: AWSError =
            action == "stall"
            ? .deadlineExceeded(host: "127.0.0.1", milliseconds: 300) : .unreachable(host: "127.0.0.1", fault: .answerLost)
        #expect(lost.error == expected)
        // This time the server had not taken it: the caller's later attempt works.
        _ = try await center.tokens(for: .refreshToken(refresh), by: client)
        #expect(try await center.count("CreateToken") <= before + 2)
    }

    @Test(arguments: ["both", "type_only", "header_only"])
    func thePortalsRefusalsAreUnderstoodInEveryStyle(_ style: String) async throws {
        let center = try IdentityCenter(#"{"device": {"approve": "auto"}, "portal": {"error_style": "\#(style)"}}"#)
        let bearer = AWSAuthorization.bearer(try await center.signIn().tokens.accessToken)
        let role = AWSOperation.getRoleCredentials(GetRoleCredentials(accountID: "100000000000", roleName: "Nope"))
        #expect(await center.asking.ask(role, bearer).kind == .notAssigned)
        try await center.control("scenario", #"{"portal": {"no_access": "not_found"}}"#)
        #expect(await center.asking.ask(role, bearer).kind == .notAssigned)
        #expect(await center.asking.ask(role, .bearer("aoaNobody".secret)).kind == .tokenExpired)
        #expect(
            await center.asking.ask(.listAccounts(ListAccounts(page: ListPage(token: "bogus"))), bearer).kind == .invalidParameter
        )
        try await center.control("scenario", #"{"throttle": [{"op": "ListAccounts", "retry_after": 3}]}"#)
        guard
            case .throttled(let refusal, attempts: 1) = await center.asking.ask(
                .listAccounts(ListAccounts()), bearer, attempts: 1
            ).error
        else {
            Issue.record("not throttled")
            return
        }
        #expect(refusal.code == "TooManyRequestsException" && refusal.retryAfter == 3000)
        #expect(try await center.complaints() == [])
    }

    @Test(arguments: [
        ("garbage", AnswerFault.json(.malformed(at: 0))), ("truncate", .json(.truncated)), ("html", .json(.malformed(at: 0))),
    ])
    func whatIsNoAnswerIsSaid(_ action: String, fault: AnswerFault) async throws {
        let center = try IdentityCenter(#"{"device": {"approve": "auto"}}"#)
        let bearer = AWSAuthorization.bearer(try await center.signIn().tokens.accessToken)
        try await center.control("scenario", #"{"faults": [{"op": "ListAccounts", "action": "\#(action)"}]}"#)
        let result = await center.asking.ask(.listAccounts(ListAccounts()), bearer)
        #expect(result.error == .badAnswer(host: "127.0.0.1", status: 200, fault: fault))
        #expect(try await center.count("ListAccounts") == 1)
    }

    @Test func whatPassesIsAskedForAgain() async throws {
        let center = try IdentityCenter(#"{"device": {"approve": "auto"}}"#)
        let bearer = AWSAuthorization.bearer(try await center.signIn().tokens.accessToken)
        try await center.control(
            "scenario",
            """
            {"faults": [{"op": "ListAccounts", "nth": [1], "action": "drop"}, {"op": "ListAccounts", "nth": [1], "action": "status",
            "status": 503}]}
            """)
        #expect(await center.asking.ask(.listAccounts(ListAccounts()), bearer).error == nil)
        #expect(try await center.count("ListAccounts") > 1)
    }

    @Test func aRolesCredentialsOpenTheConsole() async throws {
        let center = try IdentityCenter(#"{"device": {"approve": "auto"}, "federation": {"known_only": true}, "strict": true}"#)
        let bearer = AWSAuthorization.bearer(try await center.signIn().tokens.accessToken)
        let role = AWSOperation.getRoleCredentials(GetRoleCredentials(accountID: "100000000000", roleName: "AdministratorAccess"))
        guard case .credentials(let credentials) = try await center.asking.ask(role, bearer).get(),
            case .signinToken(let token) = try await center.asking.ask(
                .getSigninToken(GetSigninToken(credentials: credentials, durationSeconds: 900))
            ).get()
        else {
            Issue.record("no token")
            return
        }
        #expect(credentials.accountID == "100000000000" && credentials.sessionToken != nil)
        let url = try ConsoleSignIn(token: token, destination: .service("ec2"))
            .url(region: "eu-west-1", environment: AWSEnvironment(center.asking.environment))
        let response = try await center.http(String(url.text.dropFirst(center.url.count)))
        #expect(response.status == 302)
        #expect(response.header("location") == "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1")
        #expect(try await center.complaints() == [])

        let others = Credentials(accessKeyID: credentials.accessKeyID, secretAccessKey: "x".secret, sessionToken: "y".secret)
        let refused = await center.asking.ask(.getSigninToken(GetSigninToken(credentials: others)))
        #expect(refused.kind == .signinRefused)
        #expect(try await center.complaints() == ["federation:getSigninToken: credentials do not match"])
    }
}
