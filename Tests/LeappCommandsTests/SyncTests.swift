import LeappAgentProtocol
import LeappCrypto
import Synchronization
import Testing

@testable import LeappCommands

@Suite struct SyncTests {
    private let portal = ListedPortal(id: "00", name: "acme", startURL: "https://acme.awsapps.com/start", region: "eu-west-1")

    private func progress(_ done: Int64, _ found: Int64, complete: Bool = true, rate: Int64 = 20) -> SyncProgress {
        SyncProgress(accountsDone: done, accountsFound: found, rolesFound: 512, accountsComplete: complete, rate: rate)
    }

    private func asked(_ frame: SecretArena) throws -> PortalSyncRequest { try PortalSyncRequest(parsing: frame.bytes) }

    private func frame(_ reply: PortalSyncReply) -> SecretArena { ScriptedEngine.frame { reply.encode(into: &$0) } }

    @Test(arguments: [
        (120, 340, true, 20, "acme: 120 of 340 accounts, 512 roles, 20/s, about 11s left"),
        (120, 340, false, 20, "acme: 120 of 340+ accounts, 512 roles, 20/s"),
        (340, 340, true, 20, "acme: 340 of 340 accounts, 512 roles, 20/s"),
        (0, 2000, true, 0, "acme: 0 of 2000 accounts, 512 roles, 0/s"),
        (0, Int64.max, true, 1, "acme: 0 of 9223372036854775807 accounts, 512 roles, 1/s, about 106751991167300d 15h left"),
    ])
    func progressIsCountsAndAnEstimate(done: Int64, found: Int64, complete: Bool, rate: Int64, expected: String) {
        #expect(SyncWords.progress(progress(done, found, complete: complete, rate: rate), portal: "acme") == expected)
    }

    @Test func framesAreToldAsTheyCome() async throws {
        let totals = SyncTotals(accounts: 2, roles: 3, resumed: true)
        let engine = ScriptedEngine([
            frame(.progress(progress(0, 2))), frame(.progress(progress(1, 2))),
            frame(.changes([SyncChange(.added, name: "a", accountID: "111111111111")])),
            frame(.done([SyncChange(.gone, name: "b", accountID: "111111111111")], totals)),
        ])
        let told = Mutex<[Int64]>([])
        let (changes, found) = try await engine.client.sync(PortalSyncRequest(portal: "acme")) { now in
            told.withLock { $0.append(now.accountsDone) }
        }
        #expect(told.withLock { $0 } == [0, 1])
        #expect(changes.map(\.name) == ["a", "b"])
        #expect(found == totals)
        let vault = try asked(engine.asked[0]).vault
        #expect(vault == "/v.lpv")
    }

    @Test func aFailureBehindProgressIsTheAnswer() async throws {
        let engine = ScriptedEngine([frame(.progress(progress(0, 2))), ScriptedEngine.failure(16, "LOGIN_REQUIRED")])
        let error = await #expect(throws: CommandError.self) {
            try await engine.client.sync(PortalSyncRequest(portal: "acme")) { _ in }
        }
        #expect(error?.exitCode == .loginNeeded)
    }

    @Test func anAnswerThatStopsHalfWayIsNotOne() async throws {
        for frames in [[], [frame(.progress(progress(0, 2)))], [EngineClient.frame { $0.append(0xff) }]] {
            await #expect(throws: CommandError.badAnswer(.portalSync)) {
                try await ScriptedEngine(frames).client.sync(PortalSyncRequest(portal: "acme")) { _ in }
            }
        }
    }

    @Test func aReaderThatFailsEndsTheExchange() async throws {
        let engine = ScriptedEngine([frame(.progress(progress(0, 2))), frame(.progress(progress(1, 2)))])
        let told = Mutex(0)
        await #expect(throws: CommandError.output(code: 32)) {
            try await engine.client.sync(PortalSyncRequest(portal: "acme")) { _ throws(CommandError) in
                told.withLock { $0 += 1 }
                throw .output(code: 32)
            }
        }
        #expect(told.withLock { $0 } == 1)
    }

    private func report(_ changes: [SyncChange], dryRun: Bool = false) -> (report: SyncReport, outcome: SyncReport.Outcome) {
        let outcome = SyncReport.Outcome(
            portal: portal, changes: changes, totals: SyncTotals(accounts: 1, roles: 12, resumed: false))
        return (SyncReport(isDryRun: dryRun, outcomes: [outcome]), outcome)
    }

    @Test func longListsAreCutForPeopleAndWholeForPrograms() throws {
        let added = (1...12).map {
            SyncChange(.added, name: "r\($0)", accountID: "111111111111", accountName: "Prod", role: "R\($0)")
        }
        let renamed = SyncChange(.renamed, name: "", accountID: "111111111111", accountName: "Prod", was: "Production")
        let (report, outcome) = report(added + [renamed])
        let lines = report.lines(outcome)
        #expect(lines.first == "acme: 1 account, 12 roles")
        #expect(lines.contains("  added: 12") && lines.contains("    r10") && lines.contains("    and 2 more"))
        #expect(!lines.contains("    r11"))
        #expect(lines.suffix(2) == ["  accounts with a new name: 1", "    Prod, which was Production"])
        let json = String(decoding: report.value.encoded(), as: UTF8.self)
        #expect(json.contains("\"name\": \"r12\"") && json.contains("\"was\": \"Production\"") && json.contains("\"gone\": []"))
    }

    @Test func nothingNewIsSaidInOneLine() {
        let (changed, outcome) = report([])
        #expect(changed.lines(outcome) == ["acme: 1 account, 12 roles; nothing has changed"])
        #expect(report([], dryRun: true).report.lines(outcome) == ["acme: 1 account, 12 roles; nothing would change"])
        let settled = SyncReport(isDryRun: false, hasSettings: true, outcomes: [outcome])
        #expect(settled.lines(outcome) == ["acme: 1 account, 12 roles; no account or role has changed"])
    }
}
