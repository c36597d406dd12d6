import LeappAWS
import LeappAWSConfig
import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import LeappEngine
import LeappFiles
import LeappFilesTesting
import LeappMerge
import LeappVault
import LeappWorkspace
import Synchronization
import Testing

/// An engine over a real vault in a throw-away home, with AWS played by the test.
private struct Bench {
    let home: SectionHome
    let clock = TestClock()
    let aws: FakeAWS
    let engine: Engine
    let effects: Effects
    let vaultPath: String
    let key: DataKey

    init() throws {
        home = try SectionHome()
        let clock = clock
        aws = FakeAWS(now: { clock.now })
        effects = Effects(
            now: { clock.now }, bootTime: { clock.now }, places: home.places, processID: 1, isMemoryLocked: true)
        engine = Engine(effects: effects, network: Network(caller: aws, stop: {}))
        vaultPath = home.folder("vault.lpv")
        let store = VaultStore(path: vaultPath, effects: effects)
        let passphrase = "correct horse battery staple"
        _ = try store.create(passphrase: Passphrase(Array(passphrase.utf8).rawSpan), kdf: KDFParameters(memory: 1024, passes: 1))
        let vault = try store.open(with: .passphrase(Passphrase(Array(passphrase.utf8).rawSpan)))
        key = vault.key
        var writer = DraftWriter(vaultID: vault.vaultID.bytes)
        let user = writer.add(IAMUser(accessKeyID: "AKIAUSER", secretAccessKey: secret("user-secret"), name: "base"))
        _ = writer.add(AssumedRole(roleARN: "arn:aws:iam::123456789012:role/admin", parent: user, name: "prod"))
        _ = writer.add(
            AssumedRole(
                roleARN: "arn:aws:iam::123456789012:role/mfa", parent: user, name: "guarded", mfaSerial: "arn:aws:iam::1:mfa/me"))
        let drafts = writer.finish()
        try vault.edit { Workspace($0).applying(drafts: drafts, replace: false).edit }
    }

    func unlock(for seconds: Int64 = 36_000, idle: Int64? = nil) async throws {
        _ = try await ask { frame in
            UnlockRequest(vault: vaultPath, key: key.bytes, lifetime: seconds, idle: idle).encode(into: &frame)
        }
    }

    /// The frames of the answer to one request.
    @discardableResult
    func ask(_ encode: (inout SecretWriter) -> Void) async throws -> [SecretArena] {
        var frame = SecretWriter()
        encode(&frame)
        let collected = Collected()
        await engine.handle([SecretArena(frame.finish())]) { frame in collected.frames.withLock { $0.append(frame) } }
        let answer = collected.frames.withLock { $0 }
        let last = try #require(answer.last)
        if case .failed(let failure) = try AgentReply(parsing: last.bytes) { throw failure }
        return answer
    }

    func start(_ name: String, profile: String? = nil, adopt: Bool = false) async throws {
        try await ask { frame in
            StartRequest(
                name: name, profile: profile, method: .file, configFile: home.path(.config),
                credentialsFile: home.path(.credentials),
                adopt: adopt, program: "/opt/leapp"
            ).encode(into: &frame)
        }
    }

    func output(of name: String) async throws -> String {
        let answer = try await ask { CredentialsRequest(name: name, form: .process).encode(into: &$0) }
        let frame = answer[0]
        let reply = try OutputReply(parsing: frame.bytes)
        return String(decoding: Array(reply.output), as: UTF8.self)
    }
}

private final class Collected: Sendable {
    let frames = Mutex<[SecretArena]>([])
}

private func failure(_ body: () async throws -> Void) async -> AgentFailure? {
    do {
        try await body()
        return nil
    } catch {
        return error as? AgentFailure
    }
}

@Suite struct EngineTests {
    @Test func aLockedEngineSaysSoWithExitCode11() async throws {
        let bench = try Bench()
        let refused = await failure { _ = try await bench.output(of: "prod") }
        #expect(refused?.exit == 11)
        #expect(refused?.code == "LOCKED")
    }

    @Test func aWrongKeyOpensNothing() async throws {
        let bench = try Bench()
        let refused = await failure {
            try await bench.ask { frame in
                UnlockRequest(vault: bench.vaultPath, key: [UInt8](repeating: 1, count: 32).rawSpan, lifetime: 60).encode(
                    into: &frame)
            }
        }
        #expect(refused != nil)
        #expect(await bench.engine.isUnlocked == false)
    }

    @Test func credentialProcessGetsItsExactBytes() async throws {
        let bench = try Bench()
        try await bench.unlock()
        let output = try await bench.output(of: "prod")
        #expect(
            output == #"{"AccessKeyId":"ASIA1","Expiration":"2027-01-15T09:00:00Z","SecretAccessKey":"secret1","#
                + #""SessionToken":"token1","Version":1}"# + "\n")
    }

    @Test func cachedCredentialsEndWithTheirSessionInAVaultThatAnotherProgramChanged() async throws {
        let bench = try Bench()
        try await bench.unlock()
        #expect(try await bench.output(of: "prod") == bench.output(of: "prod"))
        #expect(bench.aws.calls.count == 1)
        let other = try VaultStore(path: bench.vaultPath, effects: bench.effects).open(with: .key(bench.key))
        try other.edit { payload in
            var edit = Edit()
            for session in Workspace(payload).index.sessions where session.name == "prod" { edit.delete(session.id) }
            return edit
        }
        let refused = await failure { _ = try await bench.output(of: "prod") }
        #expect(refused?.code == "NOT_FOUND")
    }

    @Test func cachedCredentialsOutliveNeitherTheirEndNorALock() async throws {
        let bench = try Bench()
        try await bench.unlock()
        let first = try await bench.output(of: "prod")
        bench.clock.advance(seconds: 3500)
        #expect(try await bench.output(of: "prod") != first)
        _ = await bench.engine.lock()
        let refused = await failure { _ = try await bench.output(of: "prod") }
        #expect(refused?.code == "LOCKED")
    }

    @Test func anUnknownNameIsExitCode2AndNamesNeighbours() async throws {
        let bench = try Bench()
        try await bench.unlock()
        let refused = await failure { _ = try await bench.output(of: "prdo") }
        #expect(refused?.exit == 2)
        #expect(refused?.detail["candidates"] == .texts(["prod"]))
    }

    @Test func aMissingCodeIsExitCode16AndNamesTheDevice() async throws {
        let bench = try Bench()
        try await bench.unlock()
        let refused = await failure { _ = try await bench.output(of: "guarded") }
        #expect(refused?.exit == 16)
        #expect(refused?.code == "MFA_REQUIRED")
        #expect(refused?.detail["serial"] == .text("arn:aws:iam::1:mfa/me"))
        #expect(bench.aws.calls.isEmpty)
    }

    @Test func startWritesASectionAndLockTakesItAway() async throws {
        let bench = try Bench()
        try await bench.unlock()
        try await bench.start("prod")
        let written = try bench.home.text(.credentials)
        #expect(written.contains("[prod]") && written.contains("aws_access_key_id = ASIA1"))
        let reply = await bench.engine.lock()
        #expect(reply == LockReply(removed: ["prod"]))
        #expect(try bench.home.text(.credentials) == "")
    }

    @Test func theHardLifetimeLocksAndCleans() async throws {
        let bench = try Bench()
        try await bench.unlock(for: 600)
        try await bench.start("prod")
        bench.clock.advance(seconds: 601)
        await bench.engine.tick()
        #expect(await bench.engine.isUnlocked == false)
        #expect(try bench.home.text(.credentials) == "")
    }

    @Test func useDoesNotStretchTheHardLifetimeButTheIdleOne() async throws {
        let bench = try Bench()
        try await bench.unlock(for: 600, idle: 100)
        for _ in 0..<5 {
            bench.clock.advance(seconds: 90)
            _ = try await bench.output(of: "prod")
        }
        bench.clock.advance(seconds: 101)
        let refused = await failure { _ = try await bench.output(of: "prod") }
        #expect(refused?.code == "LOCKED")
    }

    @Test func aStartedSectionGetsNewKeysBeforeTheOldOnesEnd() async throws {
        let bench = try Bench()
        try await bench.unlock()
        try await bench.start("prod")
        bench.clock.advance(seconds: 3600 - 600)
        await bench.engine.tick()
        #expect(try bench.home.text(.credentials).contains("aws_access_key_id = ASIA2"))
    }

    @Test func aDroppedSectionIsWrittenAgain() async throws {
        let bench = try Bench()
        try await bench.unlock()
        try await bench.start("prod")
        bench.home.write("[mine]\naws_access_key_id = AKIAMINE\n", to: .credentials)
        await bench.engine.tick()
        let text = try bench.home.text(.credentials)
        #expect(text.contains("[mine]\naws_access_key_id = AKIAMINE\n") && text.contains("[prod]"))
    }

    @Test func keysThatCannotBeReplacedGoWhenTheyEnd() async throws {
        let bench = try Bench()
        try await bench.unlock()
        try await bench.start("prod")
        bench.aws.refuse(.refused(AWSRefusal(code: "AccessDenied", message: "no", status: 403, requestID: nil)))
        bench.clock.advance(seconds: 3601)
        await bench.engine.tick()
        #expect(try bench.home.text(.credentials) == "")
    }

    @Test func anotherVaultCountsAsLocked() async throws {
        let bench = try Bench()
        try await bench.unlock()
        let refused = await failure {
            try await bench.ask { CredentialsRequest(name: "prod", form: .process, vault: "/elsewhere.lpv").encode(into: &$0) }
        }
        #expect(refused?.exit == 11)
    }

    @Test(arguments: [[], [0xff], [0xa0], Array("hello".utf8)] as [[UInt8]])
    func bytesThatAreNoRequestAreRefused(bytes: [UInt8]) async throws {
        let bench = try Bench()
        let collected = Collected()
        await bench.engine.handle([SecretArena(Secret(copying: bytes.rawSpan))]) { frame in
            collected.frames.withLock { $0.append(frame) }
        }
        let frame = try #require(collected.frames.withLock { $0.last })
        guard case .failed(let failure) = try AgentReply(parsing: frame.bytes) else {
            Issue.record("it was carried out")
            return
        }
        #expect(failure.code == "MALFORMED")
    }
}
