import LeappAWS
import LeappAgentProtocol
import LeappCrypto
import LeappFiles
import LeappMerge
import LeappWorkspace
import Synchronization
import Testing

@testable import LeappEngine

/// What happens to a sync when something else happens at the same time: a lock, another sync, edits of the vault.
@Suite struct PortalSyncMeanwhileTests {
    private static let found = ["account-0-read", "account-1-admin", "account-1-read", "account-2-admin", "account-2-read"]

    /// Has `body` happen once, when the portal has been asked for the first roles and has not answered yet.
    private func meanwhile(_ scene: PortalScene, _ body: @escaping @Sendable () async -> Void) {
        let isDone = Mutex(false)
        scene.portal.change { script in
            script.meanwhile = { question in
                guard case .roles = question else { return }
                let isFirst = isDone.withLock { done in
                    defer { done = true }
                    return !done
                }
                if isFirst { await body() }
            }
        }
    }

    /// The names of the SSO roles that the vault has, sorted.
    private func names(_ scene: PortalScene) throws -> [String] {
        try scene.workspace().all(SSORole.self).map(\.name).sorted()
    }

    // MARK: Locks

    @Test func aLockEndsTheListingAtOnceAndNothingIsWritten() async throws {
        let scene = try await PortalScene()
        let bytes = try scene.vaultBytes
        scene.portal.change { $0.rolesPerPage = 1 }
        meanwhile(scene) {
            // The first page of each account has been asked for, and the second is still to be.
            while scene.portal.begun < 4 { await Task.yield() }
            _ = await scene.bench.engine.lock()
        }
        let failure = await scene.bench.refusal { _ = try await scene.sync() }
        #expect(failure?.code == "LOCKED" && failure?.exit == 11)
        for words in ["corp: the vault was locked", "nothing was changed", "leapp unlock", "leapp sso sync corp"] {
            #expect(failure?.message.contains(words) == true, "\(words)")
        }
        #expect(try scene.vaultBytes == bytes)
        #expect(scene.portal.begun == 4, "nothing is asked after the lock")
        try await scene.bench.unlock()
        let next = try await scene.sync()
        #expect(next.totals.accounts == 3 && next.totals.roles == 6)
        #expect(next.changes.map(\.name) == Self.found)
    }

    @Test func aLockLeavesNoTokenAndNothingOfTheListingInPlainText() async throws {
        let scene = try await PortalScene()
        meanwhile(scene) { _ = await scene.bench.engine.lock() }
        _ = await scene.bench.refusal { _ = try await scene.sync() }
        for (path, bytes) in try scene.bench.home.files() {
            for secret in [PortalScene.token, "Account 1", "100000000001"] {
                #expect(!bytes.contains(Array(secret.utf8)), "\(secret) in \(path)")
            }
        }
    }

    @Test func anotherVaultThatIsUnlockedMeanwhileGetsNothing() async throws {
        let scene = try await PortalScene()
        meanwhile(scene) { try? await scene.bench.unlock() }
        let bytes = try scene.vaultBytes
        let failure = await scene.bench.refusal { _ = try await scene.sync() }
        #expect(failure?.code == "LOCKED")
        #expect(try scene.vaultBytes == bytes)
    }

    // MARK: Two syncs

    @Test func aSecondSyncSaysThatOneIsUnderWayAndTheFirstIsComplete() async throws {
        let (time, gate) = (SimulatedTime(), Gate())
        let scene = try await PortalScene(time: time)
        meanwhile(scene) { await gate.pass() }
        try await time.run {
            async let first = scene.sync()
            await gate.reached()
            let began = time.now
            let failure = await scene.bench.refusal { _ = try await scene.sync() }
            #expect(failure?.code == "BUSY" && failure?.exit == 1)
            #expect(failure?.message.contains("corp is being synced already") == true)
            #expect(time.now - began <= 6_000, "it waits for a bounded time")
            gate.open()
            let done = try await first
            #expect(done.changes.map(\.name) == Self.found)
        }
        #expect(try names(scene) == (Self.found + ["dev", "ghost"]).sorted())
    }

    @Test func aSecondSyncWaitsForOneThatIsAboutToEnd() async throws {
        let (time, gate) = (SimulatedTime(), Gate())
        let scene = try await PortalScene(time: time)
        meanwhile(scene) { await gate.pass() }
        try await time.run {
            async let first = scene.sync()
            await gate.reached()
            async let second = scene.sync()
            await time.pass(500)
            gate.open()
            let (one, other) = (try await first, try await second)
            #expect(one.changes.map(\.name) == Self.found && other.changes.isEmpty)
            #expect(one.totals.roles == 6 && other.totals.roles == 6)
        }
        #expect(try names(scene) == (Self.found + ["dev", "ghost"]).sorted())
    }

    @Test func syncsOfTwoProcessesNeitherLoseNorDoubleARole() async throws {
        let gate = Gate()
        let scene = try await PortalScene()
        let other = scene.bench.second(caller: scene.portal)
        try await other.unlock()
        // Both have listed everything but for one page when either may write.
        scene.portal.change { $0.meanwhile = { if case .roles("100000000002", _) = $0 { await gate.pass() } } }
        async let first = scene.sync()
        async let second = scene.sync(by: other)
        await gate.reached(by: 2)
        gate.open()
        let (one, two) = (try await first, try await second)
        #expect((one.changes + two.changes).map(\.name).sorted() == Self.found, "who writes first says so, and nobody else")
        #expect(one.totals.roles == 6 && two.totals.roles == 6)
        #expect(try names(scene) == (Self.found + ["dev", "ghost"]).sorted())
        #expect(try await scene.sync().changes.isEmpty)
    }

    // MARK: Edits

    @Test func aRoleThatIsRenamedMeanwhileKeepsTheUsersName() async throws {
        let scene = try await PortalScene()
        _ = try await scene.sync()
        meanwhile(scene) { scene.rename("account-1-admin", to: "mine") }
        #expect(try await scene.sync().changes.isEmpty)
        #expect(try names(scene).contains("mine") && !names(scene).contains("account-1-admin"))
    }

    @Test func aRoleThatIsImportedMeanwhileIsNotAddedAgain() async throws {
        let scene = try await PortalScene()
        meanwhile(scene) { scene.importRole(account: "100000000001", "Admin", name: "prod") }
        let done = try await scene.sync()
        #expect(done.changes.map(\.name) == Self.found.filter { $0 != "account-1-admin" })
        let roles = try scene.workspace().all(SSORole.self).filter { $0.accountID == "100000000001" && $0.roleName == "Admin" }
        #expect(roles.map(\.name) == ["prod"] && roles[0].discovered != nil)
    }

    @Test func aNameThatTheUserTakesMeanwhileStaysTheUsers() async throws {
        let scene = try await PortalScene()
        meanwhile(scene) { scene.importRole(account: "999999999999", "Own", name: "account-1-admin") }
        let done = try await scene.sync()
        #expect(done.changes.map(\.name).contains("account-1-admin-100000000001"))
        let own = try scene.workspace().all(SSORole.self).filter { $0.name == "account-1-admin" }
        #expect(own.map(\.accountID) == ["999999999999"])
    }

    /// As the spec has it of every role that was deleted and is offered: the next sync would bring it back as well.
    @Test func aRoleThatIsDeletedMeanwhileComesBackOnceAndIsTold() async throws {
        let scene = try await PortalScene()
        _ = try await scene.sync()
        meanwhile(scene) { scene.delete("account-1-admin") }
        let done = try await scene.sync()
        #expect(done.changes.map(\.name) == ["account-1-admin"] && done.changes.first?.change == .added)
        #expect(try names(scene) == (Self.found + ["dev", "ghost"]).sorted())
    }

    @Test func aPortalThatIsRemovedMeanwhileStaysRemoved() async throws {
        let scene = try await PortalScene()
        meanwhile(scene) { scene.deletePortal() }
        let failure = await scene.bench.refusal { _ = try await scene.sync() }
        #expect(failure?.code == "NO_SUCH_PORTAL" && failure?.exit == 2)
        #expect(try names(scene) == ["dev", "ghost"])
    }

    @Test func patternsThatAreSetMeanwhileCount() async throws {
        let scene = try await PortalScene()
        meanwhile(scene) { scene.set(SyncSettings(accounts: ["Account 1"])) }
        let done = try await scene.sync()
        #expect(done.changes.map(\.name) == ["account-1-admin", "account-1-read"])
        #expect(try scene.workspace().all(Portal.self).first { $0.name == "corp" }?.sync.accounts == ["Account 1"])
    }
}
