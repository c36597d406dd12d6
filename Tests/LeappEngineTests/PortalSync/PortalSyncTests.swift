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
    @Test func everythingIsTakenInAndTheSecondTimeNothingIsWritten() async throws {
        let scene = try await PortalScene()
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
        let scene = try await PortalScene()
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
        let scene = try await PortalScene()
        _ = try await scene.sync()
        scene.portal.change { $0.accounts.removeLast() }
        #expect(try await scene.sync().changes.map(\.change) == [.gone, .gone])
        let listed = try #require(try await scene.bench.portals().first { $0.name == "corp" })
        #expect(listed.accounts == 2 && listed.roles == 5 && listed.gone == 2)
        #expect(try scene.workspace().index.sessions.filter(\.isGone).map(\.name) == ["account-2-admin", "account-2-read"])
    }

    @Test func aPageThatFailsMarksNothing() async throws {
        let scene = try await PortalScene()
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
        let scene = try await PortalScene(signedIn: false)
        let failure = await scene.bench.refusal { _ = try await scene.sync() }
        #expect(failure?.code == "LOGIN_REQUIRED" && failure?.exit == 16)
        #expect(scene.portal.log.isEmpty)
    }

    @Test(arguments: [("{acount}", nil, "BAD_TEMPLATE"), (nil, "", "BAD_FILTER")] as [(String?, String?, String)])
    func settingsThatCannotBeUsedAreRefusedBeforeAnythingIsAsked(_ template: String?, pattern: String?, code: String) async throws
    {
        let scene = try await PortalScene()
        let failure = await scene.bench.refusal { _ = try await scene.sync(accounts: pattern.map { [$0] }, template: template) }
        #expect(failure?.code == code && failure?.exit == 64)
        #expect(scene.portal.log.isEmpty)
    }
}
