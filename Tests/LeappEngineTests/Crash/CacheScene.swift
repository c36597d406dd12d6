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

/// A vault with a portal on a simulated disk, and AWS and the portal as scripts play them.
final class CacheScene: Sendable {
    let home: SimulatedHome
    let aws: FakePortal
    let time = SimulatedTime()
    private let listed: ScriptedPortal
    private let start: Mutex<(aws: FakePortal.State, home: SimulatedHome.State)>
    /// What went wrong at the moments at which AWS was asked.
    private let complaints = Mutex<[String]>([])

    /// The question whose answers are an access token's use.
    static let question = AWSOperation.getRoleCredentials(
        GetRoleCredentials(accountID: OfferedPortal.accountID, roleName: "Former"))

    init(_ operation: CacheOperation) async throws {
        let home = try SimulatedHome()
        self.home = home
        aws = FakePortal(now: { home.clock })
        var script = ScriptedPortal.Script(count: 0)
        script.accounts = [(OfferedPortal.accountID, OfferedPortal.name, OfferedPortal.roles)]
        script.latency = 0
        listed = ScriptedPortal(script, time: time)
        try home.filledWithPortal([1])
        start = Mutex((aws.snapshot, try home.state()))
        try await operation.prepare(self, try open())
        let prepared = (aws.snapshot, try home.state())
        start.withLock { $0 = prepared }
    }

    /// Goes back to how it was when the scene was prepared.
    func restart() throws {
        let (state, disk) = start.withLock { $0 }
        aws.set { $0 = state }
        aws.set { $0.watch = { self.look(at: $0) } }
        try home.restore(disk)
    }

    /// What was said since the last time, of tokens that were used though a power failure would have lost them.
    func takeComplaints() -> [String] {
        complaints.withLock { complaints in
            defer { complaints = [] }
            return complaints
        }
    }

    /// The vault as a program has it that has just opened it.
    func open(on disk: (any FileSystem)? = nil) throws -> OpenedVault {
        try OpenedVault(
            home.store(on: disk).opened(), environment: AWSEnvironment([:]),
            network: Network(caller: Answering(aws: aws, listed: listed), stop: {}), lifetime: nil,
            effects: home.effects(on: disk))
    }

    var cache: String { home.places.cache(ofVault: vaultID) }

    private var vaultID: String { (try? home.store().image().header.vaultID.bytes.hex) ?? "" }

    /// Lists the portal and takes in what it offers.
    func sync(_ vault: OpenedVault) async throws {
        let site = try vault.site(named: OfferedPortal.name)
        let sync = PortalSync(
            vault: vault, portalID: site.id, desk: SiteDesk(sessions: vault.portals, site: site), caller: listed,
            effects: time.effects, isOpen: { true })
        _ = try await time.run { try await sync.run(PortalSync.Wish()) { (_: SyncProgress) throws(EngineError) in } }
    }

    /// An access token must not be used, and AWS not be told of a sign-out, before what follows from it can be lost no more.
    private func look(at call: AWSCall) {
        guard ["role", "logout"].contains(call.operation.name) else { return }
        let current = aws.refresh
        for image in home.disk.crashImages() {
            var effects = home.effects()
            effects.disk = SplitDisk(image, prefix: home.places.database, on: POSIXFileSystem())
            do {
                let vault = try VaultStore(path: home.places.vault, effects: effects).opened()
                var cache = SignInCache(of: vault, effects: effects)
                let site = try PortalSite.all(in: vault.payload()).named(OfferedPortal.name)
                let refresh = try cache.content()[site].token?.refresh?.string
                let expected = call.operation.name == "role" ? current : nil
                if refresh != expected {
                    complaints.withLock { $0.append("\(call.operation.name): \(refresh ?? "-") instead of \(expected ?? "-")") }
                }
            } catch {
                complaints.withLock { $0.append("\(call.operation.name): \(error)") }
            }
        }
    }
}

/// AWS's OIDC and a portal that is listed.
private struct Answering: AWSCaller {
    let aws: FakePortal
    let listed: ScriptedPortal

    var clockSkew: Int64 { 0 }

    func call(_ call: AWSCall) async throws(AWSError) -> AWSAnswer {
        switch call.operation {
        case .listAccounts, .listAccountRoles: try await listed.call(call)
        default: try await aws.call(call)
        }
    }
}
