import LeappAWS
import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import LeappFiles
import LeappMerge
import LeappWorkspace
import Synchronization
import Testing

@testable import LeappEngine

/// `portal-sync` as a caller sees it, over a real vault and a portal that a script plays.
@Suite struct PortalSyncTests {
    /// A small portal: what is tested here is not the pace.
    private struct Scene {
        let portal: ScriptedPortal
        let bench: PortalBench

        init(signedIn: Bool = true) async throws {
            var script = ScriptedPortal.Script(count: 3)
            script.latency = 0
            portal = ScriptedPortal(script, time: SimulatedTime())
            bench = try PortalBench(caller: portal, account: "100000000000", role: "Admin")
            try await bench.unlock()
            guard signedIn else { return }
            let (token, until) = (Array("token".utf8), bench.clock.now / 1000 + 7200)
            try await bench.ask { frame in
                PortalAdoptRequest(
                    startURL: PortalBench.startURL, region: PortalBench.region, accessToken: token.rawSpan, expiration: until
                ).encode(into: &frame)
            }
        }

        /// What a sync answers: the changes, by name, and the totals.
        func sync(
            accounts: [String]? = nil, roles: [String]? = nil, template: String? = nil, dryRun: Bool = false
        ) async throws -> (changes: [SyncChange], totals: SyncTotals) {
            let frame = try await bench.ask { frame in
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

    @Test func everythingIsTakenInAndTheSecondTimeNothingIsWritten() async throws {
        let scene = try await Scene()
        let first = try await scene.sync()
        #expect(first.totals == SyncTotals(accounts: 3, roles: 6, resumed: false))
        // One of the six was there already.
        #expect(
            first.changes.map(\.name) == [
                "account-0-read", "account-1-admin", "account-1-read", "account-2-admin", "account-2-read",
            ])
        let bytes = try scene.vaultBytes
        let second = try await scene.sync()
        #expect(second.changes.isEmpty && second.totals.roles == 6)
        #expect(try scene.vaultBytes == bytes)
        let listed = try #require(try await scene.bench.portals().first { $0.name == "corp" })
        #expect(listed.accounts == 3 && listed.roles == 7 && listed.gone == 0)
        #expect(listed.synced != nil)
    }

    @Test func aDryRunSaysTheSameAndWritesNothing() async throws {
        let scene = try await Scene()
        let bytes = try scene.vaultBytes
        let told = try await scene.sync(roles: ["Read"], dryRun: true)
        #expect(try scene.vaultBytes == bytes)
        let done = try await scene.sync(roles: ["Read"])
        #expect(done.changes == told.changes && done.changes.allSatisfy { $0.role == "Read" })
        // The settings are the portal's now.
        #expect(try await scene.sync().changes.isEmpty)
        #expect(try await scene.sync(roles: []).changes.map(\.role) == ["Admin", "Admin"])
    }

    @Test func whatIsGoneIsMarkedAndNotDeleted() async throws {
        let scene = try await Scene()
        _ = try await scene.sync()
        scene.portal.change { $0.accounts.removeLast() }
        #expect(try await scene.sync().changes.map(\.change) == [.gone, .gone])
        let listed = try #require(try await scene.bench.portals().first { $0.name == "corp" })
        #expect(listed.accounts == 2 && listed.roles == 5 && listed.gone == 2)
        #expect(try scene.workspace().index.sessions.filter(\.isGone).map(\.name) == ["account-2-admin", "account-2-read"])
    }

    @Test func aPageThatFailsMarksNothing() async throws {
        let scene = try await Scene()
        _ = try await scene.sync()
        let bytes = try scene.vaultBytes
        scene.portal.change { script in
            script.refusal = { _, question in
                if case .roles = question { ScriptedPortal.refused("AccessDeniedException", 403) } else { nil }
            }
        }
        let failure = await scene.bench.refusal { _ = try await scene.sync() }
        #expect(failure?.code == "AWS_REFUSED" && failure?.exit == 15)
        #expect(try scene.vaultBytes == bytes)
        scene.portal.change { $0.refusal = { _, _ in nil } }
        #expect(try await scene.sync().totals.resumed)
    }

    @Test func withoutASignInItIsAskedFor() async throws {
        let scene = try await Scene(signedIn: false)
        let failure = await scene.bench.refusal { _ = try await scene.sync() }
        #expect(failure?.code == "LOGIN_REQUIRED" && failure?.exit == 16)
        #expect(scene.portal.log.isEmpty)
    }

    @Test(arguments: [("{acount}", nil, "BAD_TEMPLATE"), (nil, "", "BAD_FILTER")] as [(String?, String?, String)])
    func settingsThatCannotBeUsedAreRefusedBeforeAnythingIsAsked(_ template: String?, pattern: String?, code: String) async throws
    {
        let scene = try await Scene()
        let failure = await scene.bench.refusal { _ = try await scene.sync(accounts: pattern.map { [$0] }, template: template) }
        #expect(failure?.code == code && failure?.exit == 64)
        #expect(scene.portal.log.isEmpty)
    }
}
