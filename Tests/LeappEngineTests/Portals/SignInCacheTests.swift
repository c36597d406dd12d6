import LeappAWS
import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import LeappFiles
import LeappFilesTesting
import LeappMerge
import LeappVault
import Synchronization
import Testing

@testable import LeappEngine

@Suite struct SignInCacheTests {
    private static let token = PortalToken(
        access: secret("access"), expiration: 1, lifetime: 2, refresh: secret("refresh"),
        client: OIDCClient(id: "client", secret: secret("client-secret")), region: "eu-west-1")

    private static func full() throws -> CacheContent {
        var state = PortalState()
        state.token = token
        state.adopted = AdoptedToken(access: secret("foreign"), expiration: 3)
        state.registrations = SignInGrant.allCases.map { grant in
            Registration(grant: grant, region: "eu-west-1", scopes: ["a", "b"], client: token.client, expiration: 4)
        }
        (state.checkpoint, state.synced) = (secret("checkpoint"), 5)
        var content = CacheContent()
        content.portals[try #require(RecordID(bytes: [UInt8](repeating: 1, count: 16)))] = state
        var least = PortalState()
        least.synced = 6
        content.portals[try #require(RecordID(bytes: [UInt8](repeating: 2, count: 16)))] = least
        return content
    }

    private func content(_ bytes: ArraySlice<UInt8>) -> SecretSlice {
        let copy = Array(bytes)
        return SecretSlice(copying: copy.rawSpan)
    }

    private static func encoded(_ content: CacheContent) -> [UInt8] {
        var bytes: [UInt8] = []
        content.encode(into: &bytes)
        return bytes
    }

    @Test func whatIsWrittenIsReadAndWrittenTheSameAgain() throws {
        let bytes = Self.encoded(try Self.full())
        let read = try #require(CacheContent(parsing: content(bytes[...])))
        #expect(Self.encoded(read) == bytes)
        #expect(read.portals.count == 2)
    }

    @Test func aCutOrChangedPayloadNeverTraps() throws {
        let bytes = Self.encoded(try Self.full())
        for length in bytes.indices {
            #expect(CacheContent(parsing: content(bytes[..<length])) == nil)
        }
        for place in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << UInt8(bit)
                guard let read = CacheContent(parsing: content(changed[...])) else { continue }
                _ = Self.encoded(read)
            }
        }
    }

    @Test(arguments: ["cut", "changed", "empty", "foreign", "huge"])
    func aCacheThatCannotBeUsedCountsAsEmptyAndIsReplaced(_ damage: String) async throws {
        let (bench, _) = try PortalBench.withFakePortal()
        try await bench.unlock()
        try await bench.signIn()
        var bytes = try bench.cacheBytes
        switch damage {
        case "cut": bytes.removeLast(40)
        case "changed": bytes[bytes.count / 2] ^= 1
        case "empty": bytes = []
        case "foreign":
            let (other, _) = try PortalBench.withFakePortal()
            try await other.unlock()
            try await other.signIn()
            bytes = try other.cacheBytes
        default: bytes += [UInt8](repeating: 0, count: CacheLimits.file)
        }
        try bench.replaceCache(with: bytes)
        let refused = await bench.refusal { _ = try await bench.accessKey(of: "dev") }
        #expect(refused?.code == "LOGIN_REQUIRED")
        #expect(refused?.message.contains("begun anew") == true)
        #expect(try await bench.trouble()?.contains("begun anew") == true)
        try await bench.signIn()
        #expect(try await bench.accessKey(of: "dev").hasPrefix("ASIA"))
        #expect(try await bench.trouble() == nil)
    }

    @Test func aCacheOfTheFormerKeyIsOpenedAndSealedAnew() async throws {
        let (bench, aws) = try PortalBench.withFakePortal()
        try await bench.unlock()
        try await bench.signIn()
        _ = await bench.engine.lock()
        let key = try bench.rotateKey()
        #expect(try VaultImage(parsing: bench.cacheBytes, kind: .sidecar).header.keyID == bench.key.keyID)
        try await bench.unlock(with: key)
        #expect(try await bench.accessKey(of: "dev").hasPrefix("ASIA"))
        #expect(aws.count("token") == 1 && aws.count("refresh") == 0)
        #expect(try VaultImage(parsing: bench.cacheBytes, kind: .sidecar).header.keyID == key.keyID)
    }

    @Test func theRotatedTokenIsDurableBeforeTheNewAccessTokenIsUsed() async throws {
        let scene = try SimulatedCache()
        let (portals, site, aws) = (scene.portals, scene.site, scene.aws)
        try await scene.signIn()
        let found = scene.watchTheDisk()
        scene.clock.advance(seconds: 3700)
        let question = GetRoleCredentials(accountID: "123456789012", roleName: "Developer")
        _ = try await portals.ask(.getRoleCredentials(question), of: site)
        #expect(aws.count("refresh") == 1)
        #expect(!found.tokens.isEmpty && Set(found.tokens) == [aws.refresh])
    }

    /// A write whose last step fails has put the new file into its place, and a power failure may bring the old one back.
    @Test func aTokenThatIsInPlaceAndNotDurableIsWrittenAgainBeforeItIsUsed() async throws {
        let scene = try SimulatedCache()
        try await scene.signIn()
        let found = scene.watchTheDisk()
        scene.clock.advance(seconds: 3700)
        scene.refuse(.synchronizeDirectory)
        let question = AWSOperation.getRoleCredentials(GetRoleCredentials(accountID: "123456789012", roleName: "Developer"))
        await #expect(throws: PortalError.self) { try await scene.portals.ask(question, of: scene.site) }
        #expect(scene.aws.count("refresh") == 1 && found.tokens.isEmpty)
        scene.refuse(nil)
        _ = try await scene.portals.ask(question, of: scene.site)
        #expect(scene.aws.count("refresh") == 1)
        #expect(!found.tokens.isEmpty && Set(found.tokens) == [scene.aws.refresh])
    }

    @Test func whatTheDiskDidNotTakeIsStoredBeforeAnythingIsAsked() async throws {
        let scene = try SimulatedCache()
        try await scene.signIn()
        scene.clock.advance(seconds: 3700)
        scene.refuse(.synchronize)
        let question = AWSOperation.getRoleCredentials(GetRoleCredentials(accountID: "123456789012", roleName: "Developer"))
        await #expect(throws: PortalError.self) { try await scene.portals.ask(question, of: scene.site) }
        #expect(scene.aws.count("refresh") == 1 && scene.aws.count("role") == 0)
        await #expect(throws: PortalError.self) { try await scene.portals.ask(question, of: scene.site) }
        scene.refuse(nil)
        _ = try await scene.portals.ask(question, of: scene.site)
        #expect(scene.aws.count("refresh") == 1 && scene.aws.count("role") == 1)
    }
}

/// Portals of a real vault with their cache on a simulated disk.
private final class SimulatedCache: Sendable {
    let disk: SimulatedDisk
    let clock = TestClock()
    let aws: FakePortal
    let vault: OpenVault
    let effects: Effects
    let portals: PortalSessions
    let site: PortalSite
    private let refused: Refused
    private let bench: PortalBench

    /// Which call of the disk fails.
    private final class Refused: Sendable {
        let operation = Mutex<FileOperation?>(nil)
    }

    /// The refresh tokens that a power failure would leave.
    final class Found: Sendable {
        private let state = Mutex<[String?]>([])
        var tokens: [String?] { state.withLock { $0 } }
        func note(_ token: String?) { state.withLock { $0.append(token) } }
    }

    init() throws {
        let (clock, refused) = (clock, Refused())
        self.refused = refused
        aws = FakePortal(now: { clock.now })
        bench = try PortalBench(caller: aws, clock: clock)
        vault = try VaultStore(path: bench.vaultPath, effects: bench.effects).open(with: .key(bench.key))
        disk = SimulatedDisk(folders: ["/", "/home", "/home/u"])
        let places = try Places(environment: ["HOME": "/home/u"], userID: SimulatedDisk.userID)
        let faulty = FaultyFileSystem(disk) { _, operation in
            refused.operation.withLock { $0 == operation } ? .refusal(code: 28) : nil
        }
        effects = Effects(
            now: { clock.now }, bootTime: { clock.now }, places: places, disk: faulty, processID: 1, isMemoryLocked: true)
        site = try PortalSite.all(in: try vault.payload()).named("corp")
        portals = PortalSessions(
            cache: SignInCache(of: vault, effects: effects), caller: aws, environment: AWSEnvironment([:]), effects: effects)
    }

    func signIn() async throws {
        let attempt = try await portals.login(at: site, redirectURI: nil).attempt
        clock.advance(seconds: 1)
        _ = try await portals.token(for: attempt, code: nil)
    }

    func refuse(_ operation: FileOperation?) { refused.operation.withLock { $0 = operation } }

    /// Looks at the disk whenever an access token is used.
    func watchTheDisk() -> Found {
        let found = Found()
        let (vault, effects, site, disk) = (vault, effects, site, disk)
        aws.set { state in
            state.watch = { call in
                guard call.operation.name == "role" else { return }
                for image in disk.crashImages() {
                    var after = effects
                    after.disk = image
                    var cache = SignInCache(of: vault, effects: after)
                    found.note(try? cache.content()[site].token?.refresh?.string)
                }
            }
        }
        return found
    }
}
