import Glibc
import LeappAgentProtocol
import LeappCrypto
import Synchronization
import Testing

@testable import LeappCommands

@Suite struct SignInTests {
    private let portal = ListedPortal(
        id: "000102030405060708090a0b0c0d0e0f", name: "acme", startURL: "https://acme.awsapps.com/start", region: "eu-west-1")
    private let attempt = [UInt8](repeating: 7, count: AgentLimits.attempt)

    private func begun(url: String = "https://device.sso.eu-west-1.amazonaws.com/", interval: Int64 = 5, lifetime: Int64 = 600)
        -> [SecretArena]
    {
        let device = PortalLoginReply.Device(userCode: "ABCD-EFGH", lifetime: lifetime, interval: interval)
        return [ScriptedEngine.frame { PortalLoginReply(attempt: attempt, url: url, flow: .device(device)).encode(into: &$0) }]
    }

    private func token(_ reply: PortalTokenReply) -> [SecretArena] { [ScriptedEngine.frame { reply.encode(into: &$0) }] }

    private var signedIn: [SecretArena] { token(.signedIn(portal: "acme", expiration: 1_800_000_000, renewable: true)) }

    private func loginRequest(_ frame: SecretArena) throws -> PortalLoginRequest { try PortalLoginRequest(parsing: frame.bytes) }

    private func tokenRequest(_ frame: SecretArena) throws -> (attempt: [UInt8], hasCode: Bool) {
        let request = try PortalTokenRequest(parsing: frame.bytes)
        return (request.attempt, request.code != nil)
    }

    /// Signs in by device code; how long was waited, time after time.
    private func run(_ engine: ScriptedEngine) async throws -> (waits: [Int64], result: SignedIn) {
        let waits = Mutex<[Int64]>([])
        let signIn = SignIn(client: engine.client, way: .deviceCode(reason: nil)) { seconds in
            waits.withLock { $0.append(seconds) }
        }
        let result = try await Surroundings.$current.withValue(.silent) { try await signIn.run(at: portal) }
        return (waits.withLock { $0 }, result)
    }

    @Test func theIntervalIsObeyedAndGrowsAsItIsTold() async throws {
        let engine = ScriptedEngine(
            begun(interval: 5), token(.pending(interval: 5)), token(.pending(interval: 10)), token(.pending(interval: 15)),
            signedIn)
        let (waits, result) = try await run(engine)
        #expect(waits == [5, 5, 10, 15])
        #expect(result.expiration == 1_800_000_000 && result.renewable)
    }

    @Test func anIntervalOfNothingIsASecond() async throws {
        let (waits, _) = try await run(ScriptedEngine(begun(interval: 0), token(.pending(interval: 0)), signedIn))
        #expect(waits == [1, 1])
    }

    @Test func theAttemptIsTheOneThatWasBegun() async throws {
        let engine = ScriptedEngine(begun(), signedIn)
        _ = try await run(engine)
        let portal = try loginRequest(engine.asked[0]).portal
        let token = try tokenRequest(engine.asked[1])
        #expect(portal == self.portal.id)
        #expect(token.attempt == attempt && !token.hasCode)
    }

    @Test func whatNobodyAgreedToIsExpired() async throws {
        let pending = token(.pending(interval: 30))
        let engine = ScriptedEngine(begun(interval: 30, lifetime: 60), pending, pending, pending)
        await #expect(throws: CommandError.signInExpired(portal: "acme")) { try await run(engine) }
        #expect(engine.asked.count == 3)
    }

    @Test(arguments: [
        (16, "LOGIN_DENIED", ExitCode.loginNeeded), (16, "LOGIN_EXPIRED", .loginNeeded), (15, "AWS_REFUSED", .refusedByAWS),
        (11, "LOCKED", .locked),
    ])
    func whatTheEngineSaysIsSaid(exit: Int, code: String, expected: ExitCode) async throws {
        for answers in [
            ScriptedEngine([ScriptedEngine.failure(exit, code)]), ScriptedEngine(begun(), [ScriptedEngine.failure(exit, code)]),
        ] {
            let error = await #expect(throws: CommandError.self) { try await run(answers) }
            #expect(error?.exitCode == expected)
            #expect(error?.words == "words of \(code)")
        }
    }

    @Test(arguments: [
        "javascript:alert(1)", "file:///etc/passwd", "http://portal.example/", "https://a b", "https://x/\u{1b}[2J", "",
        "ftp://x/",
    ])
    func anAddressThatIsNoneOfTheWebIsNeverShown(url: String) async throws {
        let error = await #expect(throws: CommandError.self) { try await run(ScriptedEngine(begun(url: url))) }
        #expect(error == .unsafeAddress(url))
        #expect(error?.exitCode == .refusedByAWS)
    }

    @Test(arguments: [(16, "LOGIN_REPLACED"), (11, "LOCKED")])
    func aBrowserIsNotWaitedForWhereTheSignInIsOver(_ exit: Int, _ code: String) async throws {
        let browser = ScriptedEngine.frame {
            PortalLoginReply(attempt: attempt, url: "https://x.example/", flow: .browser(state: "s")).encode(into: &$0)
        }
        let engine = ScriptedEngine([browser], token(.pending(interval: 1)), [ScriptedEngine.failure(exit, code)])
        let signIn = SignIn(client: engine.client, way: .browser(opens: false))
        let error = await #expect(throws: CommandError.self) {
            try await Surroundings.$current.withValue(.silent) { try await signIn.run(at: portal) }
        }
        #expect(error == .engine(AgentFailure(exit: exit, code: code, message: "words of \(code)")))
        for question in engine.asked.dropFirst() {
            let asked = try tokenRequest(question)
            #expect(asked.attempt == attempt && !asked.hasCode)
        }
        #expect(engine.asked.count == 3)
    }

    @Test func anEngineThatTakesTheOtherWayIsNotUnderstood() async throws {
        let browser = ScriptedEngine.frame {
            PortalLoginReply(attempt: attempt, url: "https://x.example/", flow: .browser(state: "s")).encode(into: &$0)
        }
        await #expect(throws: CommandError.badAnswer(.portalLogin)) { try await run(ScriptedEngine([browser])) }
        await #expect(throws: CommandError.badAnswer(.portalLogin)) { try await run(ScriptedEngine([])) }
    }
}

extension Surroundings {
    /// Nothing is set, and nothing that is written is read.
    static let silent: Surroundings = {
        let nowhere = Output(descriptor: nullDevice)
        return Surroundings(environment: { _ in nil }, output: nowhere, errors: nowhere, program: "leapp")
    }()

    private static let nullDevice = unsafe open("/dev/null", O_WRONLY | O_CLOEXEC)
}
