import EmulatorSupport
import LeappAWS
import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import LeappHTTP
import LeappJSON
import LeappVault
import Testing

@testable import LeappEngine

/// The engine against the project's own IAM Identity Center, which checks every request by AWS's own model.
@Suite(.enabled(if: Emulator.isPresent, Comment(rawValue: Emulator.absence)))
struct PortalEmulatorTests {
    private struct NotStarted: Error {}

    /// One for all tests, for as long as the process runs.
    fileprivate static let transport = AsyncHTTPTransport()

    /// A caller that goes to the emulator wherever the engine believes AWS to be.
    private struct Redirected: AWSCaller {
        let client: AWSClient
        let environment: AWSEnvironment
        var clockSkew: Int64 { get async { await client.clockSkew } }

        func call(_ call: AWSCall) async throws(AWSError) -> AWSAnswer {
            try await client.call(
                AWSCall(
                    call.operation, region: call.region, authorization: call.authorization, environment: environment,
                    timeout: call.timeout, attempts: call.attempts))
        }
    }

    private struct Center: ~Copyable {
        let emulator: Emulator
        let transport = PortalEmulatorTests.transport

        init(_ scenario: String) throws {
            guard let emulator = Emulator(.identityCenter, ["--scenario", scenario]) else { throw NotStarted() }
            self.emulator = emulator
        }

        func bench() throws -> PortalBench {
            let environment = AWSEnvironment([
                "AWS_ENDPOINT_URL_SSO": emulator.url, "AWS_ENDPOINT_URL_SSO_OIDC": emulator.url,
            ])
            let clock = TestClock()
            let effects = AWSEffects(
                now: { clock.now }, uptime: AWSEffects.system.uptime, sleep: { _ in }, random: { 0.5 })
            let caller = Redirected(client: AWSClient(transport: transport, effects: effects), environment: environment)
            return try PortalBench(caller: caller, clock: clock, account: "111111111111", role: "Admin")
        }

        /// What the emulator answers to a control or a page.
        func http(_ path: String, post body: String? = nil) async throws -> HTTPResponse {
            let base = try #require(EndpointURL(parsing: emulator.url))
            return try await transport.send(
                HTTPRequest(
                    method: body == nil ? "GET" : "POST", url: base, path: path,
                    headers: [HTTPHeader("Host", base.hostHeader)]
                        + (body == nil ? [] : [HTTPHeader("Content-Type", "application/json")]),
                    secretHeader: nil, body: secret(body ?? ""), route: HTTPRoute(), timeout: 20_000))
        }

        func count(_ operation: String) async throws -> Int64 {
            let stats = try JSONValue(parsing: try await http("/_emulator/stats").body, sizeLimit: 1 << 24)
            return try #require(stats.object?["ops"]?.object)[operation]?.integer ?? 0
        }

        /// Each request that was not what AWS's model of the operation says.
        func complaints() async throws -> [String] {
            let log = try JSONValue(parsing: try await http("/_emulator/log").body, sizeLimit: 1 << 24)
            return try #require(log.array).compactMap(\.object).flatMap { entry -> [String] in
                ["errors", "warnings", "self_check"].flatMap { entry[$0]?.array ?? [] }.compactMap { $0.string.map(\.text) }
                    .map { "\(entry["op"]?.string.map(\.text) ?? "?"): \($0)" }
            }
        }
    }

    private static let accounts =
        #""accounts":[{"accountId":"111111111111","accountName":"One","emailAddress":"a@b.c","roles":["Admin"]}]"#

    @Test func aSignInByDeviceCodeARefreshAndALogoutAreAsAWSWantsThem() async throws {
        let center = try Center(#"{\#(Self.accounts),"device":{"approve":"auto","grace_polls":99}}"#)
        let bench = try center.bench()
        try await bench.unlock()
        try await bench.signIn()
        #expect(try await bench.output(of: "dev").contains(#""AccountId":"111111111111""#))
        // Both clocks go on by an hour.
        bench.clock.advance(seconds: 3600)
        _ = try await center.http("/_emulator/clock", post: #"{"advance":3600}"#)
        _ = try await bench.accessKey(of: "dev")
        #expect(try await center.count("CreateToken") == 2)
        #expect(try await center.count("GetRoleCredentials") == 2)
        #expect(await bench.refusal { _ = try await bench.accessKey(of: "ghost") }?.exit == 15)
        #expect(try await bench.logout().revoked)
        #expect(try await center.complaints() == [])
    }

    @Test func aSignInInTheBrowserIsAsAWSWantsIt() async throws {
        let center = try Center(#"{\#(Self.accounts),"authorize":{"approve":"auto"}}"#)
        let bench = try center.bench()
        // The address is made from the settings of the unlock.
        let url = center.emulator.url
        let key = bench.key
        try await bench.ask { frame in
            UnlockRequest(
                vault: bench.vaultPath, key: key.bytes, lifetime: 3600, aws: ["AWS_ENDPOINT_URL_SSO_OIDC": url]
            ).encode(into: &frame)
        }
        let login = try await bench.login(redirectURI: PortalBench.redirect)
        guard case .browser(let state) = login.flow else { throw ProtocolError.missing("state") }
        let page = try await center.http(String(login.url.dropFirst(url.count)))
        let location = try #require(page.header("location"))
        #expect(location.hasPrefix(PortalBench.redirect + "?") && location.contains("state=\(state)"))
        let code = try #require(
            location.split(whereSeparator: { $0 == "?" || $0 == "&" }).first { $0.hasPrefix("code=") }
        ).dropFirst(5)
        guard case .signedIn(_, _, renewable: true) = try await bench.token(login.attempt, code: String(code)) else {
            Issue.record("not signed in")
            return
        }
        _ = try await bench.accessKey(of: "dev")
        #expect(try await center.complaints() == [])
    }

    @Test func pendingSlowDownDeniedAndExpiredAreTold() async throws {
        let center = try Center(
            #"{\#(Self.accounts),"device":{"approve":"auto","pending_polls":1,"grace_polls":99,"slow_down_polls":[2]}}"#)
        let bench = try center.bench()
        try await bench.unlock()
        let attempt = try await bench.login().attempt
        var replies: [PortalTokenReply] = []
        for wait in [1, 1, 6] as [Int64] {
            bench.clock.advance(seconds: wait)
            replies.append(try await bench.token(attempt))
        }
        #expect(replies.prefix(2) == [.pending(interval: 1), .pending(interval: 6)])
        guard case .signedIn = replies[2] else {
            Issue.record("not signed in")
            return
        }
        for (approve, code) in [("deny", "LOGIN_DENIED"), ("expire", "LOGIN_EXPIRED")] {
            _ = try await center.http(
                "/_emulator/scenario", post: #"{"device":{"approve":"\#(approve)","pending_polls":0,"slow_down_polls":[]}}"#)
            let attempt = try await bench.login().attempt
            bench.clock.advance(seconds: 1)
            #expect(await bench.refusal { _ = try await bench.token(attempt) }?.code == code)
        }
    }

    @Test func aRevokedSessionIsALoginAndNoLoop() async throws {
        let center = try Center(#"{\#(Self.accounts),"device":{"approve":"auto","grace_polls":99}}"#)
        let bench = try center.bench()
        try await bench.unlock()
        try await bench.signIn()
        _ = try await center.http("/_emulator/revoke", post: #"{"access":true,"refresh":true}"#)
        for _ in 0..<4 {
            #expect(await bench.refusal { _ = try await bench.accessKey(of: "dev") }?.code == "LOGIN_REQUIRED")
        }
        #expect(try await center.count("CreateToken") == 2)
        #expect(try await center.count("GetRoleCredentials") == 1)
    }
}
