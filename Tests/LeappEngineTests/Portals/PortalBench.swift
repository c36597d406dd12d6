import LeappAWS
import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import LeappFiles
import LeappFilesTesting
import LeappMerge
import LeappVault
import LeappWorkspace
import Synchronization
import Testing

@testable import LeappEngine

/// An engine over a real vault with a portal in a throw-away home; who answers for AWS is the test's choice.
struct PortalBench: Sendable {
    static let startURL = "https://leapp-test.awsapps.com/start"
    static let redirect = "http://127.0.0.1:54321/oauth/callback"
    static let region = "us-east-1"

    let home: SectionHome
    let clock: TestClock
    let engine: Engine
    let effects: Effects
    let vaultPath: String
    let key: DataKey
    let vaultID: VaultID

    /// The bench, and AWS as a test plays it.
    static func withFakePortal() throws -> (bench: PortalBench, aws: FakePortal) {
        let clock = TestClock()
        let aws = FakePortal(now: { clock.now })
        return (try PortalBench(caller: aws, clock: clock), aws)
    }

    init(
        caller: any AWSCaller, clock: TestClock = TestClock(), account: String = "123456789012", role: String = "Developer",
        pace: AWSEffects = .system
    ) throws {
        self.clock = clock
        home = try SectionHome()
        effects = Effects(
            now: { clock.now }, bootTime: { clock.now }, places: home.places, processID: 1, isMemoryLocked: true)
        var network = Network(caller: caller, stop: {})
        network.effects = pace
        engine = Engine(effects: effects, network: network)
        vaultPath = home.folder("vault.lpv")
        let vault = try Self.newVault(at: vaultPath, effects)
        (key, vaultID) = (vault.key, vault.vaultID)
        var writer = DraftWriter(vaultID: vaultID.bytes)
        _ = writer.add(Portal(startURL: Self.startURL + "/#/", name: "corp", region: Self.region))
        _ = writer.add(Portal(startURL: "https://other.awsapps.com/start", name: "other", region: "eu-west-1"))
        let dev = writer.add(SSORole(startURL: Self.startURL, accountID: account, roleName: role, name: "dev"))
        _ = writer.add(SSORole(startURL: Self.startURL, accountID: account, roleName: "Ghost", name: "ghost"))
        _ = writer.add(AssumedRole(roleARN: "arn:aws:iam::210987654321:role/deep", parent: dev, name: "deep"))
        let drafts = writer.finish()
        try vault.edit { Workspace($0).applying(drafts: drafts, replace: false).edit }
    }

    private static func newVault(at path: String, _ effects: Effects) throws -> OpenVault {
        let store = VaultStore(path: path, effects: effects)
        let passphrase = Array("correct horse battery staple".utf8)
        _ = try store.create(passphrase: Passphrase(passphrase.rawSpan), kdf: KDFParameters(memory: 1024, passes: 1))
        return try store.open(with: .passphrase(Passphrase(passphrase.rawSpan)))
    }

    /// Another engine on the same vault, state and clock, as another process is.
    func second(caller: any AWSCaller) -> PortalBench {
        PortalBench(of: self, engine: Engine(effects: effects, network: Network(caller: caller, stop: {})))
    }

    private init(of other: PortalBench, engine: Engine) {
        (home, clock, self.engine, effects) = (other.home, other.clock, engine, other.effects)
        (vaultPath, key, vaultID) = (other.vaultPath, other.key, other.vaultID)
    }

    var cachePath: String { home.places.cache(ofVault: vaultID.bytes.hex) }
    var cacheBytes: [UInt8] { get throws { try POSIXFileSystem().readFile(cachePath, limit: 1 << 24) } }

    func replaceCache(with bytes: [UInt8]) throws {
        try DurableFile(cachePath, on: POSIXFileSystem(), randomness: .system).replace(
            with: bytes.rawSpan, mode: .exactly(0o600))
    }

    /// Gives the vault another key, and says which.
    func rotateKey() throws -> DataKey {
        let store = VaultStore(path: vaultPath, effects: effects)
        let words = Array("another passphrase altogether".utf8)
        let rotation = KeyRotation(passphrases: [PassphraseSecret(try Passphrase(words.rawSpan))], kdf: StoreHome.cheap)
        _ = try store.rotate(with: .key(key), rotation)
        return try store.open(with: .passphrase(Passphrase(words.rawSpan))).key
    }

    /// What the cache holds of the portal, read as another process would.
    func cached() throws -> PortalState {
        let vault = try VaultStore(path: vaultPath, effects: effects).open(with: .key(key))
        var cache = SignInCache(of: vault, effects: effects)
        let sites = PortalSite.all(in: try vault.payload())
        return try cache.content()[sites.named("corp")]
    }

    func unlock(with key: DataKey? = nil) async throws {
        let key = key ?? self.key
        try await ask { UnlockRequest(vault: vaultPath, key: key.bytes, lifetime: 360_000).encode(into: &$0) }
    }

    /// The last frame of the answer to one request.
    @discardableResult
    func ask(_ encode: (inout SecretWriter) -> Void) async throws -> SecretArena {
        var frame = SecretWriter()
        encode(&frame)
        let answer = Frames()
        await engine.handle([SecretArena(frame.finish())]) { frame in answer.frames.withLock { $0.append(frame) } }
        let last = try #require(answer.frames.withLock { $0.last })
        if case .failed(let failure) = try AgentReply(parsing: last.bytes) { throw failure }
        return last
    }

    func login(_ portal: String = "corp", redirectURI: String? = nil) async throws -> PortalLoginReply {
        let frame = try await ask { PortalLoginRequest(portal: portal, redirectURI: redirectURI).encode(into: &$0) }
        return try PortalLoginReply(parsing: frame.bytes)
    }

    func token(_ attempt: [UInt8], code: String? = nil) async throws -> PortalTokenReply {
        guard let code else {
            let frame = try await ask { PortalTokenRequest(attempt: attempt).encode(into: &$0) }
            return try PortalTokenReply(parsing: frame.bytes)
        }
        let bytes = Array(code.utf8)
        let frame = try await ask { PortalTokenRequest(attempt: attempt, code: bytes.rawSpan).encode(into: &$0) }
        return try PortalTokenReply(parsing: frame.bytes)
    }

    /// Signs in by device code where the user agrees at once.
    @discardableResult
    func signIn() async throws -> PortalTokenReply {
        let attempt = try await login().attempt
        clock.advance(seconds: 1)
        return try await token(attempt)
    }

    func accessKey(of name: String) async throws -> String {
        let frame = try await ask { CredentialsRequest(name: name, form: .fields).encode(into: &$0) }
        let reply = try CredentialsReply(parsing: frame.bytes)
        return reply.accessKeyID
    }

    func output(of name: String) async throws -> String {
        let frame = try await ask { CredentialsRequest(name: name, form: .process).encode(into: &$0) }
        let reply = try OutputReply(parsing: frame.bytes)
        return String(decoding: Array(reply.output), as: UTF8.self)
    }

    func logout() async throws -> PortalLogoutReply {
        let frame = try await ask { PortalLogoutRequest(portal: "corp").encode(into: &$0) }
        return try PortalLogoutReply(parsing: frame.bytes)
    }

    func portals() async throws -> [ListedPortal] {
        let frame = try await ask { PlainRequest(.portals).encode(into: &$0) }
        return try PortalsReply(parsing: frame.bytes).portals
    }

    func trouble() async throws -> String? {
        let frame = try await ask { PlainRequest(.status).encode(into: &$0) }
        return try StatusReply(parsing: frame.bytes).trouble
    }

    /// What a request was refused with.
    func refusal(_ body: () async throws -> Void) async -> AgentFailure? {
        do {
            try await body()
            return nil
        } catch {
            return error as? AgentFailure
        }
    }
}

private final class Frames: Sendable {
    let frames = Mutex<[SecretArena]>([])
}
