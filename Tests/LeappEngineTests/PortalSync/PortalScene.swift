import LeappAWS
import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import LeappFiles
import LeappMerge
import LeappWorkspace
import Testing

@testable import LeappEngine

/// A small portal that a script plays, and a vault that is open: what is tested here is not the pace.
struct PortalScene {
    let portal: ScriptedPortal
    let bench: PortalBench
    /// The access token.
    static let token = "an-access-token-of-corp"

    /// Where `time` is given, the engine paces its questions by it.
    init(signedIn: Bool = true, time: SimulatedTime? = nil) async throws {
        var script = ScriptedPortal.Script(count: 3)
        (script.latency, script.token) = (0, PortalScene.token)
        portal = ScriptedPortal(script, time: time ?? SimulatedTime())
        bench = try PortalBench(caller: portal, account: "100000000000", role: "Admin", pace: time?.effects ?? .system)
        try await bench.unlock()
        guard signedIn else { return }
        let (token, until) = (Array(PortalScene.token.utf8), bench.clock.now / 1000 + 7200)
        try await bench.ask { frame in
            PortalAdoptRequest(
                startURL: PortalBench.startURL, region: PortalBench.region, accessToken: token.rawSpan, expiration: until
            ).encode(into: &frame)
        }
    }

    /// What a sync answers: the changes, by name, and the totals.
    func sync(
        accounts: [String]? = nil, roles: [String]? = nil, template: String? = nil, dryRun: Bool = false,
        by other: PortalBench? = nil
    ) async throws -> (changes: [SyncChange], totals: SyncTotals) {
        let frame = try await (other ?? bench).ask { frame in
            PortalSyncRequest(portal: "corp", accounts: accounts, roles: roles, template: template, dryRun: dryRun).encode(
                into: &frame)
        }
        guard case .done(let changes, let totals) = try PortalSyncReply(parsing: frame.bytes) else {
            throw ProtocolError.missing("ok")
        }
        return (changes, totals)
    }

    var vaultBytes: [UInt8] { get throws { try POSIXFileSystem().readFile(bench.vaultPath, limit: 1 << 24) } }

    func workspace() throws -> Workspace {
        Workspace(try VaultStore(path: bench.vaultPath, effects: bench.effects).open(with: .key(bench.key)).payload())
    }
}
