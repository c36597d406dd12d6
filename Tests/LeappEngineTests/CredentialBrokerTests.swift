import LeappAWS
import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import LeappMerge
import LeappVault
import LeappWorkspace
import Testing

@testable import LeappEngine

private let refusal = AWSError.refused(AWSRefusal(code: "AccessDenied", message: "no", status: 403, requestID: nil))

private struct Setup {
    let clock = TestClock()
    let aws: FakeAWS
    let broker: CredentialBroker

    init() throws {
        let clock = clock
        aws = FakeAWS(now: { clock.now })
        let bench = try PortalBench(caller: aws, clock: clock)
        let vault = try VaultStore(path: bench.vaultPath, effects: bench.effects).open(with: .key(bench.key))
        let environment = AWSEnvironment([:])
        let portals = PortalSessions(
            cache: SignInCache(of: vault, effects: bench.effects), caller: aws, environment: environment, effects: bench.effects)
        broker = CredentialBroker(caller: aws, portals: portals, environment: environment, now: { clock.now })
    }

    /// A chain of `depth` roles over a user.
    static func chain(
        depth: Int, userSerial: String? = nil, roleSerial: String? = nil, usesSession: Bool = true, duration: Int64? = nil,
        region: String? = nil
    ) throws -> CredentialChain {
        var writer = DraftWriter(vaultID: [UInt8](repeating: 7, count: 16))
        var parent = writer.add(
            IAMUser(
                accessKeyID: "AKIAROOT", secretAccessKey: secret("root"), mfaSerial: userSerial, name: "user",
                usesSession: usesSession))
        for level in 0..<depth {
            var role = AssumedRole(roleARN: "arn:aws:iam::123456789012:role/r\(level)", parent: parent, name: "r\(level)")
            role.parameters.durationSeconds = duration
            role.region = region
            if level == 0 { role.mfaSerial = roleSerial }
            parent = writer.add(role)
        }
        let replica = try #require(ReplicaID(bytes: [1, 2, 3, 4, 5, 6, 7, 8]))
        let empty = Payload(writer: replica)
        let edit = Workspace(empty).applying(drafts: writer.finish(), replace: false).edit
        let payload = try #require(try empty.applying(edit, at: Stamp(time: 1 << 16, replica: replica)))
        let index = Workspace(payload).index
        return try CredentialChain(to: #require(index.session(parent)), of: index, in: payload)
    }
}

@Suite struct CredentialBrokerTests {
    @Test func twoHundredCallersMakeOneCall() async throws {
        let setup = try Setup()
        let chain = try Setup.chain(depth: 1)
        setup.aws.close()
        let keys = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<200 { group.addTask { try await setup.broker.credentials(for: chain).accessKeyID } }
            while setup.aws.waiting == 0 { await Task.yield() }
            setup.aws.open()
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(keys == ["ASIA1"])
        #expect(setup.aws.calls.count == 1)
    }

    @Test func aRefusalReachesEveryWaiter() async throws {
        let setup = try Setup()
        let chain = try Setup.chain(depth: 1)
        setup.aws.refuse(refusal)
        setup.aws.close()
        let refusals = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    do throws(VendError) {
                        _ = try await setup.broker.credentials(for: chain)
                        return false
                    } catch {
                        guard case .aws(_, refusal) = error else { return false }
                        return true
                    }
                }
            }
            while setup.aws.waiting == 0 { await Task.yield() }
            setup.aws.open()
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(refusals == 50)
    }

    @Test func aRefusalIsNeitherRetriedNorKept() async throws {
        let setup = try Setup()
        let chain = try Setup.chain(depth: 1)
        setup.aws.refuse(refusal)
        await #expect(throws: VendError.self) { try await setup.broker.credentials(for: chain) }
        #expect(setup.aws.calls.count == 1)
        setup.aws.refuse(nil)
        #expect(try await setup.broker.credentials(for: chain).accessKeyID == "ASIA2")
    }

    @Test(arguments: [(900, 660), (3600, 2690), (43_200, 42_290)] as [(Int64, Int64)])
    func credentialsAreHandedOutUntilAQuarterOrFifteenMinutesAreLeft(life: Int64, stillFresh: Int64) async throws {
        let setup = try Setup()
        let chain = try Setup.chain(depth: 1)
        setup.aws.setLife(life)
        _ = try await setup.broker.credentials(for: chain)
        setup.clock.advance(seconds: stillFresh)
        #expect(try await setup.broker.credentials(for: chain).accessKeyID == "ASIA1")
        setup.clock.advance(seconds: 20)
        #expect(try await setup.broker.credentials(for: chain).accessKeyID == "ASIA2")
    }

    @Test func aChainIsWalkedFromTheUserOutwards() async throws {
        let setup = try Setup()
        _ = try await setup.broker.credentials(for: Setup.chain(depth: 4))
        let signers = setup.aws.calls.map(\.credentials?.accessKeyID)
        #expect(signers == ["AKIAROOT", "ASIA1", "ASIA2", "ASIA3"])
    }

    @Test func aChainedRoleAsksForAnHourAtMost() async throws {
        let setup = try Setup()
        _ = try await setup.broker.credentials(for: Setup.chain(depth: 2, duration: 7200))
        let durations = setup.aws.calls.map { call -> Int? in
            guard case .assumeRole(let request) = call.operation else { return nil }
            return request.durationSeconds
        }
        #expect(durations == [7200, 3600])
    }

    @Test func oneCodeServesAllRolesOfAUser() async throws {
        let setup = try Setup()
        let chain = try Setup.chain(depth: 1, roleSerial: "arn:aws:iam::123456789012:mfa/me")
        await #expect(throws: VendError.self) { try await setup.broker.credentials(for: chain) }
        #expect(setup.aws.calls.isEmpty)
        _ = try await setup.broker.credentials(for: chain, code: secret("123456"))
        let further = try Setup.chain(depth: 2, roleSerial: "arn:aws:iam::123456789012:mfa/me")
        _ = try await setup.broker.credentials(for: further)
        let sessions = setup.aws.calls.filter { if case .getSessionToken = $0.operation { true } else { false } }
        #expect(sessions.count == 1)
        #expect(sessions.first?.operation.multiFactor?.serialNumber == "arn:aws:iam::123456789012:mfa/me")
    }

    @Test func aUserWithoutSessionsHandsOutTheKeyItself() async throws {
        let setup = try Setup()
        let credentials = try await setup.broker.credentials(for: Setup.chain(depth: 0, usesSession: false))
        #expect(credentials.accessKeyID == "AKIAROOT")
        #expect(credentials.expiration == nil)
        #expect(setup.aws.calls.isEmpty)
    }

    @Test func aFederatedUserIsAskedForWithTheKeyItselfAndWithoutMFAEachTime() async throws {
        let setup = try Setup()
        let chain = try Setup.chain(depth: 0, userSerial: "arn:aws:iam::123456789012:mfa/me")
        let first = try await setup.broker.federated(chain, durationSeconds: 900)
        let second = try await setup.broker.federated(chain, durationSeconds: nil)
        #expect((first.accessKeyID, second.accessKeyID) == ("ASIA1", "ASIA2"))
        #expect(setup.aws.calls.map(\.credentials?.accessKeyID) == ["AKIAROOT", "AKIAROOT"])
        #expect(setup.aws.calls.allSatisfy { $0.credentials?.sessionToken == nil && $0.operation.multiFactor == nil })
        let durations = setup.aws.calls.map { call -> Int? in
            guard case .getFederationToken(let request) = call.operation else { return 0 }
            return request.durationSeconds
        }
        #expect(durations == [900, nil])
    }

    @Test(arguments: [nil, "arn:aws:iam::123456789012:mfa/me"])
    func aUserWhoMayNotFederateIsToldWhatMustBeAllowed(serial: String?) async throws {
        let setup = try Setup()
        let chain = try Setup.chain(depth: 0, userSerial: serial)
        setup.aws.refuse(refusal)
        let error = await #expect(throws: VendError.self) {
            try await setup.broker.federated(chain, durationSeconds: nil)
        }
        let failure = AgentFailure(EngineError.vend(try #require(error)))
        #expect(failure.exit == 15 && failure.code == "AWS_REFUSED")
        #expect(failure.message.contains("allow sts:GetFederationToken\(serial == nil ? "" : " without MFA"), or name a role"))
    }

    @Test func aRoleIsNeverFederated() async throws {
        let setup = try Setup()
        await #expect(throws: VendError.self) { try await setup.broker.federated(Setup.chain(depth: 1), durationSeconds: nil) }
        #expect(setup.aws.calls.isEmpty)
    }

    @Test func aUserIsAskedForWhereTheRoleOnTopIsWhenItNamesNoRegionItself() async throws {
        let setup = try Setup()
        let chain = try Setup.chain(depth: 2, roleSerial: "arn:aws-cn:iam::123456789012:mfa/me", region: "cn-north-1")
        _ = try await setup.broker.credentials(for: chain, code: secret("123456"))
        #expect(setup.aws.calls.map(\.region) == ["cn-north-1", "cn-north-1", "cn-north-1"])
    }

    @Test func anEditDropsWhatIsCached() async throws {
        let setup = try Setup()
        let chain = try Setup.chain(depth: 1)
        _ = try await setup.broker.credentials(for: chain)
        await setup.broker.forget()
        #expect(try await setup.broker.credentials(for: chain).accessKeyID == "ASIA2")
    }
}
