import LeappAWS
import LeappAgentProtocol
import LeappBytes
import LeappFiles
import Testing

@testable import LeappEngine

@Suite struct PortalLoginTests {
    @Test func aBrowserBringsACodeAndTheUserIsSignedIn() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        let login = try await bench.login(redirectURI: PortalBench.redirect)
        guard case .browser(let state) = login.flow else { throw ProtocolError.missing("state") }
        #expect(login.url.contains("state=\(state)") && login.url.contains("code_challenge_method=S256"))
        #expect(login.url.contains("scopes=sso%3Aaccount%3Aaccess"))
        let reply = try await bench.token(login.attempt, code: "good-code")
        #expect(reply == .signedIn(portal: "corp", expiration: bench.clock.now / 1000 + 3600, renewable: true))
        #expect(try bench.cached().token?.refresh?.string == aws.refresh)
        let again = await bench.refusal { _ = try await bench.token(login.attempt, code: "good-code") }
        #expect(again?.code == "LOGIN_EXPIRED" && again?.exit == 16)
    }

    @Test func aBogusCodeEndsTheAttemptAndNothingIsStored() async throws {
        let (bench, _) = try PortalBench.withFakePortal()
        try await bench.unlock()
        let login = try await bench.login(redirectURI: PortalBench.redirect)
        let refused = await bench.refusal { _ = try await bench.token(login.attempt, code: "bogus") }
        #expect(refused?.code == "LOGIN_EXPIRED")
        #expect(refused?.message.contains("leapp sso login corp") == true)
        #expect(try bench.cached().token == nil)
    }

    @Test(arguments: [
        "http://127.0.0.1/oauth/callback", "http://127.0.0.1:0/oauth/callback", "http://127.0.0.1:070/oauth/callback",
        "http://127.0.0.1:70000/oauth/callback", "http://127.0.0.1:1@evil.example/oauth/callback",
        "https://127.0.0.1:1/oauth/callback",
        "http://127.0.0.1:/oauth/callback", "http://127.0.0.1:1/other", "",
    ])
    func aBrowserIsSentBackToTheListenerOnly(_ address: String) async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        #expect(await bench.refusal { _ = try await bench.login(redirectURI: address) } != nil)
        #expect(aws.count("register") == 0)
    }

    @Test func oneClientServesAllSignInsOfAGrant() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        for _ in 0..<3 { _ = try await bench.login() }
        for _ in 0..<3 {
            let login = try await bench.login(redirectURI: PortalBench.redirect)
            _ = try await bench.token(login.attempt, code: "good-code")
        }
        #expect(aws.count("register") == 2)
        let scopes = aws.calls("register").compactMap { call -> [String]? in
            if case .registerClient(let asked) = call.operation { asked.scopes } else { nil }
        }
        #expect(scopes == [["sso:account:access"], ["sso:account:access"]])
        bench.clock.advance(seconds: 91 * 86_400)
        let other = bench.second(caller: aws)
        try await other.unlock()
        _ = try await other.login()
        #expect(aws.count("register") == 3)
        #expect(try bench.cached().registrations.count == 1)
    }

    /// The browser may have shown that AWS does not know the client, of which nothing comes back.
    @Test func aBrowserThatBroughtNothingGetsAnotherClientTheNextTime() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        let fruitless = try await bench.login(redirectURI: PortalBench.redirect)
        let next = try await bench.login(redirectURI: PortalBench.redirect)
        #expect(aws.count("register") == 2)
        let clients = [fruitless.url, next.url].map { $0.split(separator: "&").first { $0.hasPrefix("client_id=") } }
        #expect(clients[0] != nil && clients[0] != clients[1])
        _ = try await bench.token(next.attempt, code: "good-code")
        #expect(try bench.cached().registrations.count == 1)
    }

    @Test func aClientThatAWSHasForgottenIsRegisteredAnewOnce() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        _ = try await bench.login()
        aws.set { $0.forgot = ["client1"] }
        _ = try await bench.login()
        #expect(aws.count("register") == 2)
        aws.set { $0.forgot = Set((1...99).map { "client\($0)" }) }
        #expect(await bench.refusal { _ = try await bench.login() }?.exit == 15)
        #expect(aws.count("register") == 3)
    }

    @Test func questionsWaitAsLongAsAWSAsks() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        aws.set { $0.device = ["authorization_pending", "slow_down", "lost"] }
        let attempt = try await bench.login().attempt
        #expect(try await bench.token(attempt) == .pending(interval: 1))
        #expect(aws.count("token") == 0, "too early to ask")
        var intervals: [Int64] = []
        for wait in [1, 1, 6, 12] as [Int64] {
            bench.clock.advance(seconds: wait)
            if case .pending(let interval) = try await bench.token(attempt) { intervals.append(interval) }
        }
        #expect(intervals == [1, 6, 12])
        #expect(try bench.cached().token != nil)
    }

    @Test(arguments: [("access_denied", "LOGIN_DENIED"), ("expired_token", "LOGIN_EXPIRED"), ("invalid_client", "LOGIN_EXPIRED")])
    func aRefusedDeviceCodeIsOver(_ answer: String, _ code: String) async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        aws.set { $0.device = [answer] }
        let attempt = try await bench.login().attempt
        bench.clock.advance(seconds: 1)
        let refused = await bench.refusal { _ = try await bench.token(attempt) }
        #expect(refused?.code == code && refused?.exit == 16)
        #expect(await bench.refusal { _ = try await bench.token(attempt) }?.code == "LOGIN_EXPIRED")
    }

    @Test func anAttemptEndsWithItsTimeAndWithANewerOne() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        let first = try await bench.login().attempt
        let second = try await bench.login(redirectURI: PortalBench.redirect).attempt
        #expect(await bench.refusal { _ = try await bench.token(first) }?.code == "LOGIN_REPLACED")
        bench.clock.advance(seconds: 600)
        #expect(await bench.refusal { _ = try await bench.token(first) }?.code == "LOGIN_EXPIRED")
        #expect(await bench.refusal { _ = try await bench.token(second, code: "good-code") }?.code == "LOGIN_EXPIRED")
        #expect(aws.count("token") == 0)
    }

    @Test func anEditOfTheVaultEndsNoSignIn() async throws {
        let (bench, _) = try PortalBench.withFakePortal()
        try await bench.unlock()
        let login = try await bench.login(redirectURI: PortalBench.redirect)
        try await bench.ask { ForgetRequest(ids: [[UInt8](repeating: 1, count: 16)]).encode(into: &$0) }
        _ = try await bench.token(login.attempt, code: "good-code")
        #expect(try await bench.accessKey(of: "dev").hasPrefix("ASIA"))
    }

    @Test func aLockDuringASignInStoresNothing() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        let login = try await bench.login(redirectURI: PortalBench.redirect)
        let before = try bench.cacheBytes
        aws.set { $0.held = ["token"] }
        async let answer = bench.refusal { _ = try await bench.token(login.attempt, code: "good-code") }
        while aws.waiting == 0 { await Task.yield() }
        _ = await bench.engine.lock()
        aws.release()
        #expect(await answer?.code == "LOCKED")
        #expect(try bench.cacheBytes == before)
        try await bench.unlock()
        #expect(await bench.refusal { _ = try await bench.token(login.attempt, code: "good-code") }?.code == "LOGIN_EXPIRED")
    }

    @Test func aPortalGoesByNameAddressAndId() async throws {
        let (bench, _) = try PortalBench.withFakePortal()
        try await bench.unlock()
        let listed = try await bench.portals()
        let corp = try #require(listed.first { $0.name == "corp" })
        #expect(!corp.signedIn && corp.roles == 2 && corp.accounts == 1)
        for name in [corp.id, "corp", PortalBench.startURL + "/", "HTTPS://LEAPP-TEST.awsapps.com/start"] {
            _ = try await bench.login(name)
        }
        let unknown = await bench.refusal { _ = try await bench.login("crop") }
        #expect(unknown?.code == "NO_SUCH_PORTAL" && unknown?.exit == 2)
        #expect(unknown?.detail["candidates"] == .texts(["corp", "other"]))
    }

    @Test func nothingOfASignInIsPlainOnTheDisk() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        try await bench.signIn()
        let text = String(decoding: try bench.cacheBytes, as: Unicode.ASCII.self)
        for secret in ["access-token", "client-secret", "refresh-token", PortalBench.startURL] { #expect(!text.contains(secret)) }
        let mode = try POSIXFileSystem().metadata(at: bench.cachePath, followingLinks: false)?.mode
        #expect(mode.map { $0 & 0o777 } == 0o600)
        #expect(aws.refresh != nil)
    }
}
