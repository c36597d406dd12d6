import LeappAgentProtocol
import LeappCrypto
import Testing

@testable import LeappEngine

/// Sign-ins that another one at the same portal ends, and those that are still waited for.
@Suite struct ReplacedLoginTests {
    @Test func aSecondSignInEndsTheFirstAndBothAreTold() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        let first = try await bench.login(redirectURI: PortalBench.redirect)
        let second = try await bench.login()
        #expect(!first.replaced && second.replaced)
        for code in [nil, "good-code"] {
            let told = await bench.refusal { _ = try await bench.token(first.attempt, code: code) }
            #expect(told?.code == "LOGIN_REPLACED" && told?.exit == 16)
            #expect(told?.message == "another sign-in at corp has begun; this one is over")
        }
        #expect(aws.count("token") == 0)
        bench.clock.advance(seconds: 1)
        _ = try await bench.token(second.attempt)
        #expect(try bench.cached().token != nil)
        #expect(try await bench.login().replaced == false, "the second was done, and the first told already")
    }

    @Test func anotherPortalsSignInIsNotEnded() async throws {
        let (bench, _) = try PortalBench.withFakePortal()
        try await bench.unlock()
        let other = try await bench.login("other", redirectURI: PortalBench.redirect)
        bench.clock.advance(seconds: 1)
        for _ in 0...LoginAttempt.limit { _ = try await bench.login(redirectURI: PortalBench.redirect) }
        #expect(try await bench.token(other.attempt) == .pending(interval: LoginAttempt.browserInterval))
    }

    @Test func whetherABrowserIsWaitedForIsToldWithoutAQuestionToAWS() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        let login = try await bench.login(redirectURI: PortalBench.redirect)
        #expect(try await bench.token(login.attempt) == .pending(interval: LoginAttempt.browserInterval))
        #expect(aws.count("token") == 0)
        _ = try await bench.token(login.attempt, code: "good-code")
        #expect(await bench.refusal { _ = try await bench.token(login.attempt) }?.code == "LOGIN_EXPIRED")
        _ = await bench.engine.lock()
        #expect(await bench.refusal { _ = try await bench.token(login.attempt) }?.code == "LOCKED")
    }

    @Test func aQuestionThatIsUnderWayBringsNoEndedSignInBack() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        aws.set { $0.device = ["authorization_pending"] }
        let first = try await bench.login().attempt
        bench.clock.advance(seconds: 1)
        aws.set { $0.held = ["token"] }
        async let answer = bench.refusal { _ = try await bench.token(first) }
        while aws.waiting == 0 { await Task.yield() }
        let second = try await bench.login()
        aws.release()
        #expect(await answer?.code == "LOGIN_REPLACED")
        #expect(await bench.refusal { _ = try await bench.token(first) }?.code == "LOGIN_REPLACED")
        bench.clock.advance(seconds: 1)
        guard case .signedIn = try await bench.token(second.attempt) else { throw ProtocolError.missing("portal") }
    }
}
