import LeappAWS
import LeappAWSConfig
import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import LeappFiles
import LeappFilesTesting
import LeappVault
import Synchronization
import Testing

@testable import LeappEngine

@Suite struct PortalTokenTests {
    @Test func twoHundredCallersAtTheEndOfATokenMakeOneRefreshAndOneRequest() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        try await bench.signIn()
        bench.clock.advance(seconds: 3590)
        aws.set { $0.held = ["refresh"] }
        let outputs = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<200 { group.addTask { try await bench.output(of: "dev") } }
            while aws.waiting == 0 { await Task.yield() }
            aws.release()
            return try await group.reduce(into: [String]()) { $0.append($1) }
        }
        #expect(outputs.count == 200 && Set(outputs).count == 1)
        #expect(outputs[0].contains(#""AccountId":"123456789012""#))
        #expect(aws.count("refresh") == 1 && aws.count("role") == 1)
        #expect(aws.calls("role")[0].region == PortalBench.region)
    }

    @Test func twoEnginesOnOneCacheRefreshOnce() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        try await bench.signIn()
        let other = bench.second(caller: aws)
        try await other.unlock()
        bench.clock.advance(seconds: 3590)
        aws.set { $0.held = ["refresh"] }
        let keys = try await withThrowingTaskGroup(of: String.self) { group in
            for index in 0..<40 { group.addTask { try await (index % 2 == 0 ? bench : other).accessKey(of: "dev") } }
            while aws.waiting == 0 { await Task.yield() }
            aws.release()
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(keys.count == 2, "each engine has credentials of its own")
        #expect(aws.count("refresh") == 1)
    }

    @Test func anEndedSessionIsExitCode16AndIsAskedForOnce() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        try await bench.signIn()
        aws.revoke()
        bench.clock.advance(seconds: 3700)
        for _ in 0..<5 {
            let refused = await bench.refusal { _ = try await bench.accessKey(of: "dev") }
            #expect(refused?.code == "LOGIN_REQUIRED" && refused?.exit == 16)
            #expect(refused?.detail["portal"] == .text("corp"))
            #expect(refused?.message.contains("`leapp sso login corp`") == true)
        }
        #expect(aws.count("refresh") == 1 && aws.count("role") == 0)
        try await bench.signIn()
        #expect(try await bench.accessKey(of: "dev").hasPrefix("ASIA"))
    }

    @Test func aRevokedAccessTokenIsRenewedOnce() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        try await bench.signIn()
        // AWS's clock is ahead: the token has ended, and this machine cannot know.
        aws.set { ($0.skew, $0.isSkewSeen) = (4000, false) }
        _ = try await bench.accessKey(of: "dev")
        #expect(aws.count("refresh") == 1 && aws.count("role") == 2)
    }

    @Test func aTokenThatCannotBeRenewedEndsAtAWSAndNotByAWrongClock() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        aws.set { $0.gives = false }
        try await bench.unlock()
        try await bench.signIn()
        // The machine's clock jumps five hours ahead, and no answer has shown it yet.
        bench.clock.advance(seconds: 18_000)
        aws.set { ($0.skew, $0.isSkewSeen) = (-18_000, false) }
        #expect(try await bench.accessKey(of: "dev").hasPrefix("ASIA"))
        bench.clock.advance(seconds: 3600)
        for _ in 0..<3 {
            #expect(await bench.refusal { _ = try await bench.accessKey(of: "dev") }?.code == "LOGIN_REQUIRED")
        }
        #expect(aws.count("role") == 2, "the ended token was shown to AWS once")
    }

    @Test func aLostAnswerIsOfferedAgainLaterAndNotAtOnce() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        try await bench.signIn()
        bench.clock.advance(seconds: 3700)
        aws.set { $0.losesAnswer = true }
        #expect(await bench.refusal { _ = try await bench.accessKey(of: "dev") }?.code == "AWS_UNREACHABLE")
        #expect(aws.count("refresh") == 1)
        #expect(await bench.refusal { _ = try await bench.accessKey(of: "dev") }?.code == "LOGIN_REQUIRED")
        #expect(await bench.refusal { _ = try await bench.accessKey(of: "dev") }?.code == "LOGIN_REQUIRED")
        #expect(aws.count("refresh") == 2)
    }

    @Test func theLastMinutesOfATokenAreUsedWhereTheNextCannotBeHad() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        try await bench.signIn()
        bench.clock.advance(seconds: 3400)
        aws.set { $0.refreshFault = .unreachable(host: "oidc", fault: .notConnected) }
        #expect(try await bench.accessKey(of: "dev").hasPrefix("ASIA"))
        #expect(try bench.cached().token?.refresh != nil)
        bench.clock.advance(seconds: 3000)
        #expect(await bench.refusal { _ = try await bench.accessKey(of: "dev") }?.code == "AWS_UNREACHABLE")
        aws.set { $0.refreshFault = nil }
        #expect(try await bench.accessKey(of: "dev").hasPrefix("ASIA"))
    }

    @Test func aRoleOnTopOfAPortalsRoleIsAssumedWithItForAnHour() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        try await bench.signIn()
        _ = try await bench.accessKey(of: "dev")
        _ = try await bench.accessKey(of: "deep")
        #expect(aws.count("role") == 1 && aws.count("assume") == 1)
        #expect(aws.calls("assume")[0].region == PortalBench.region)
    }

    @Test func aRoleThatIsNotOfferedIsExitCode15AndSaysWhich() async throws {
        let (bench, _) = try PortalBench.withFakePortal()
        try await bench.unlock()
        try await bench.signIn()
        let refused = await bench.refusal { _ = try await bench.accessKey(of: "ghost") }
        #expect(refused?.exit == 15 && refused?.code == "AWS_REFUSED")
        #expect(refused?.message.contains("Ghost") == true && refused?.message.contains("123456789012") == true)
    }

    @Test func tokensSurviveALockAndAreNotNeededForIt() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        try await bench.signIn()
        _ = await bench.engine.lock()
        try await bench.unlock()
        _ = try await bench.accessKey(of: "dev")
        #expect(aws.count("token") == 1 && aws.count("refresh") == 0)
    }

    @Test func aLogoutRevokesWipesAndStopsWhatStoodOnThePortal() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        try await bench.signIn()
        for name in ["dev", "deep"] {
            try await bench.ask { frame in
                StartRequest(
                    name: name, profile: nil, method: .file, configFile: bench.home.path(.config),
                    credentialsFile: bench.home.path(.credentials), adopt: false, program: "/opt/leapp"
                ).encode(into: &frame)
            }
        }
        let reply = try await bench.logout()
        #expect(reply.revoked && reply.left.isEmpty && Set(reply.removed) == ["dev", "deep"])
        #expect(try bench.home.text(.credentials) == "")
        #expect(try bench.cached().token == nil && bench.cached().registrations.isEmpty)
        #expect(await bench.refusal { _ = try await bench.accessKey(of: "deep") }?.code == "LOGIN_REQUIRED")
        #expect(aws.count("logout") == 1)
        #expect(try await bench.logout() == PortalLogoutReply(revoked: false))
    }

    @Test func aLogoutWipesWhereAWSCannotBeReached() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        try await bench.signIn()
        bench.clock.advance(seconds: 4000)
        aws.set { $0.refreshFault = .unreachable(host: "oidc", fault: .notConnected) }
        let reply = try await bench.logout()
        #expect(!reply.revoked && reply.left.count == 1)
        #expect(try bench.cached().token == nil)
    }

    @Test func aForeignTokenIsTakenWhereItLivesLongerAndIsNotEndedAtLogout() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        try await bench.signIn()
        let foreign = try #require(try bench.cached().token?.access.string)
        func adopt(_ expiration: Int64, region: String = PortalBench.region) async throws -> Bool {
            let token = Array(foreign.utf8)
            let frame = try await bench.ask { frame in
                PortalAdoptRequest(
                    startURL: PortalBench.startURL, region: region, accessToken: token.rawSpan, expiration: expiration
                ).encode(into: &frame)
            }
            return try PortalAdoptReply(parsing: frame.bytes).adopted
        }
        let now = bench.clock.now / 1000
        #expect(try await !adopt(now + 999_999), "leapp's own is renewed")
        _ = try await bench.logout()
        #expect(try await !adopt(now - 1))
        #expect(try await !adopt(now + 3600, region: "eu-west-1"))
        #expect(try await adopt(now + 3600))
        #expect(try await bench.portals().first { $0.name == "corp" }?.signedIn == true)
        let reply = try await bench.logout()
        #expect(!reply.revoked && reply.left.count == 1 && aws.count("logout") == 1)
    }
}
