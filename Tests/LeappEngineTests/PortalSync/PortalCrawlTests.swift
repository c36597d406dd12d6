import LeappAWS
import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import LeappWorkspace
import Synchronization
import Testing

@testable import LeappEngine

/// The listing of a portal that a script plays, in simulated time.
@Suite struct PortalCrawlTests {
    private final class Watch: Sendable {
        struct State {
            var tokens: [String] = []
            var kept: PortalListing?
            var progress: [SyncProgress] = []
        }
        let state = Mutex(State())
    }

    /// What came of a listing.
    private struct Outcome: Sendable {
        var listing: PortalListing
        var error: CrawlError?
        var progress: [SyncProgress]
        var kept: PortalListing?
        var milliseconds: Int64
    }

    private let time = SimulatedTime()

    /// Lists `portal`; `token` gives tokens, and the caller goes away at the second number `leaving`.
    private func crawl(
        _ portal: ScriptedPortal, _ start: PortalListing? = nil, leaving: Int = .max,
        token: @escaping @Sendable (SecretSlice?) throws(PortalError) -> String = { _ in "token" }
    ) async throws -> Outcome {
        let watch = Watch()
        let from = try start ?? PortalListing(rules: SyncRules(SyncSettings()))
        let (time, began) = (time, time.now)
        return try await time.run {
            let crawl = PortalCrawl(
                caller: portal, region: "eu-west-1", environment: AWSEnvironment([:]), effects: time.effects,
                token: { refused throws(PortalError) in secret(try token(refused)) },
                report: { progress throws(EngineError) in
                    let count = watch.state.withLock { state in
                        state.progress.append(progress)
                        return state.progress.count
                    }
                    if count >= leaving { throw .callerGone }
                },
                keep: { listing throws(PortalError) in watch.state.withLock { $0.kept = listing } })
            var listing = from
            var failure: CrawlError?
            do throws(CrawlError) { try await crawl.run(&listing) } catch { failure = error }
            let state = watch.state.withLock { $0 }
            return Outcome(
                listing: listing, error: failure, progress: state.progress, kept: state.kept,
                milliseconds: time.now - began)
        }
    }

    private func portal(_ script: ScriptedPortal.Script) -> ScriptedPortal { ScriptedPortal(script, time: time) }

    @Test func everyPageIsAskedForOnce() async throws {
        var script = ScriptedPortal.Script(count: 230, roles: ["A", "B", "C"])
        script.rolesPerPage = 2
        let portal = portal(script)
        let outcome = try await crawl(portal)
        #expect(outcome.error == nil)
        #expect(portal.answered.count == 5 + 2 * 230 && Set(portal.answered).count == portal.answered.count)
        let offer = outcome.listing.offer
        #expect(offer.accounts.count == 230 && offer.accounts.allSatisfy { $0.roles == ["A", "B", "C"] })
        let last = try #require(outcome.progress.last)
        #expect(last.accountsDone == 230 && last.accountsFound == 230 && last.rolesFound == 690 && last.accountsComplete)
        #expect(outcome.progress.count >= Int(outcome.milliseconds / 1000))
    }

    @Test func refusedRequestsAreRepeatedAndNoOthers() async throws {
        var script = ScriptedPortal.Script(count: 400)
        script.refusal = { number, _ in number % 7 == 0 ? ScriptedPortal.refused("TooManyRequestsException", 429) : nil }
        let portal = portal(script)
        let outcome = try await crawl(portal)
        #expect(outcome.error == nil && outcome.listing.offer.accounts.count == 400)
        #expect(Set(portal.answered).count == 408 && portal.answered.count == 408)
        let refused = portal.log.count { !$0.wasAnswered }
        #expect(refused == portal.log.count / 7)
    }

    @Test func nothingIsAskedWhileRetryAfterLasts() async throws {
        var script = ScriptedPortal.Script(count: 30)
        script.refusal = { number, _ in
            number == 5 ? ScriptedPortal.refused("TooManyRequestsException", 429, retryAfter: 30_000) : nil
        }
        let portal = portal(script)
        let outcome = try await crawl(portal)
        #expect(outcome.error == nil && outcome.listing.offer.accounts.count == 30)
        let refusedAt = try #require(portal.log.first { !$0.wasAnswered }?.time)
        // What was under way when it was refused may still arrive.
        #expect(!portal.log.contains { $0.time > refusedAt + 1000 && $0.time < refusedAt + 30_000 })
    }

    @Test func whatNoPortalSaysOfAnAccountIsNotAskedForAgain() async throws {
        var script = ScriptedPortal.Script(count: 1)
        let fault = AWSError.badAnswer(host: "h", status: 200, fault: .ofAccount(id: "1", field: "accountName"))
        script.refusal = { _, _ in fault }
        let portal = portal(script)
        guard case .aws(fault)? = try await crawl(portal).error else { throw Unexpected.outcome }
        #expect(portal.log.count == 1)
    }

    @Test func aPortalThatAlwaysRefusesIsGivenUp() async throws {
        var script = ScriptedPortal.Script(count: 3)
        script.refusal = { _, _ in ScriptedPortal.refused("TooManyRequestsException", 429) }
        let outcome = try await crawl(portal(script))
        guard case .aws(.throttled(_, let attempts))? = outcome.error else { throw Unexpected.outcome }
        #expect(outcome.milliseconds < 700_000 && outcome.kept != nil)
        #expect(attempts > 1)
    }

    @Test func anAccountThatTheRulesLeaveOutIsNotAskedForItsRoles() async throws {
        let rules = try SyncRules(SyncSettings(accounts: ["Account 7", "*13"]))
        let portal = portal(ScriptedPortal.Script(count: 120))
        let outcome = try await crawl(portal, PortalListing(rules: rules))
        #expect(outcome.listing.offer.accounts.map(\.name) == ["Account 7", "Account 13", "Account 113"])
        #expect(outcome.listing.offer.leftOut.count == 117)
        #expect(portal.answered.count == 3 + 3)
    }

    @Test func aCallerWhoLeavesKeepsWhatWasFoundAndTheNextGoesOn() async throws {
        var script = ScriptedPortal.Script(count: 300, roles: ["A", "B", "C"])
        script.rolesPerPage = 2
        let portal = portal(script)
        let cut = try await crawl(portal, leaving: 2)
        guard case .report(.callerGone)? = cut.error else { throw Unexpected.outcome }
        let kept = try #require(cut.kept)
        #expect(!kept.isComplete && kept.accountsDone > 0)
        let scope = SyncCheckpoint.Scope(region: "eu-west-1", settings: SyncSettings())
        var bytes: [UInt8] = []
        SyncCheckpoint.encode(kept, scope: scope, began: 1000, into: &bytes)
        let rules = try SyncRules(SyncSettings())
        func read(_ bytes: [UInt8], _ scope: SyncCheckpoint.Scope, now: Int64) -> (listing: PortalListing, began: Int64)? {
            SyncCheckpoint.listing(in: bytes.rawSpan, scope: scope, rules: rules, now: now)
        }
        let back = try #require(read(bytes, scope, now: 2000))
        #expect(back.began == 1000 && back.listing.accounts == kept.accounts.map(\.asResumed))
        let outcome = try await crawl(portal, back.listing)
        #expect(outcome.error == nil && outcome.listing.offer.accounts.count == 300)
        #expect(outcome.listing.offer.accounts.allSatisfy { $0.roles == ["A", "B", "C"] })
        #expect(portal.answered.count == 6 + 600 && Set(portal.answered).count == 606)

        // Of another scope, another program, or too old: none to go on from.
        let other = SyncCheckpoint.Scope(region: "eu-west-1", settings: SyncSettings(accounts: ["a"]))
        #expect(read(bytes, other, now: 2000) == nil)
        #expect(read(bytes, scope, now: 1000 + 86_400) == nil)
        #expect(read(bytes, scope, now: 999) == nil)
        #expect(read(Array(bytes.dropLast()), scope, now: 2000) == nil)
    }

    @Test func aTokenThatEndsIsReplacedAndNothingIsLost() async throws {
        var script = ScriptedPortal.Script(count: 200)
        script.refusal = { number, _ in number == 60 ? ScriptedPortal.refused("UnauthorizedException", 401) : nil }
        let portal = portal(script)
        let outcome = try await crawl(portal) { refused throws(PortalError) in
            if refused != nil { portal.change { $0.token = "second" } }
            return refused == nil ? "token" : "second"
        }
        #expect(outcome.error == nil && outcome.listing.offer.accounts.count == 200)
        #expect(Set(portal.answered).count == portal.answered.count)
    }

    @Test func aSessionThatIsOverStopsItAndKeepsWhatWasFound() async throws {
        let portal = portal(ScriptedPortal.Script(count: 200))
        portal.change { script in
            script.refusal = { number, _ in number >= 60 ? ScriptedPortal.refused("UnauthorizedException", 401) : nil }
        }
        let outcome = try await crawl(portal) { refused throws(PortalError) in
            if refused != nil { throw .loginNeeded(portal: "corp", .sessionOver) }
            return "token"
        }
        guard case .portal(.loginNeeded)? = outcome.error else { throw Unexpected.outcome }
        #expect(try #require(outcome.kept).accountsDone > 0)
    }

    @Test func otherFailuresAreBoundedAndKeepWhatWasFound() async throws {
        var script = ScriptedPortal.Script(count: 20)
        let broken = "100000000007"
        script.refusal = { _, question in
            guard case .roles(broken, _) = question else { return nil }
            return .unreachable(host: "portal", fault: .answerTimeout)
        }
        let portal = portal(script)
        let outcome = try await crawl(portal)
        guard case .aws(.unreachable)? = outcome.error else { throw Unexpected.outcome }
        #expect(portal.log.count { $0.question == .roles(accountID: broken, page: nil) } == PortalCrawl.tries)
        #expect(try #require(outcome.kept).accountsDone == 19)
    }

    @Test func aPortalThatFailsIsSaidToHaveFailedAsOftenAsItWasAsked() async throws {
        var script = ScriptedPortal.Script(count: 3)
        let refusal = AWSRefusal(code: "HTTP 503", message: "", status: 503, requestID: nil)
        script.refusal = { _, _ in .unavailable(refusal, attempts: 1) }
        let portal = portal(script)
        guard case .aws(let error)? = try await crawl(portal).error else { throw Unexpected.outcome }
        #expect(portal.log.count == PortalCrawl.tries)
        #expect(error.words == "AWS failed, after \(PortalCrawl.tries) attempts: HTTP 503; try again later")
        #expect(AWSError.unavailable(refusal, attempts: 1).words == "AWS failed: HTTP 503; try again later")
    }

    @Test func anAccountWhoseRolesAreNotToldSaysNothing() async throws {
        var script = ScriptedPortal.Script(count: 3)
        script.refusal = { _, question in
            question == .roles(accountID: "100000000001", page: nil) ? ScriptedPortal.refused("ForbiddenException", 403) : nil
        }
        let outcome = try await crawl(portal(script))
        #expect(outcome.error == nil)
        #expect(outcome.listing.offer.accounts.map { $0.roles?.count } == [2, nil, 2])
    }

    @Test func aListThatTheOldMarkDoesNotContinueBeginsAnew() async throws {
        var script = ScriptedPortal.Script(count: 120)
        let refusals = Mutex(0)
        script.refusal = { _, question in
            guard question == .accounts(page: "50", pass: 0) else { return nil }
            let count = refusals.withLock { count in
                count += 1
                return count
            }
            return count == 1 ? ScriptedPortal.refused("InvalidRequestException", 400) : nil
        }
        let portal = portal(script)
        let outcome = try await crawl(portal)
        #expect(outcome.error == nil && outcome.listing.offer.accounts.count == 120)
        #expect(portal.answered.count { if case .roles = $0 { true } else { false } } == 120)
    }

    @Test func aListWithoutEndIsRefused() async throws {
        var same = ScriptedPortal.Script(count: 0)
        same.answer = { question in
            guard case .accounts = question else { return nil }
            let account = PortalAccount(id: "111111111111", name: "a", email: nil)
            return .accounts(AccountPage(accounts: [account], nextToken: "again"))
        }
        var roles = ScriptedPortal.Script(count: 1)
        roles.answer = { question in
            if case .roles = question { .roles(RolePage(roleNames: [], nextToken: "again")) } else { nil }
        }
        for script in [same, roles] {
            let portal = portal(script)
            let outcome = try await crawl(portal)
            guard case .listing(.endless)? = outcome.error else { throw Unexpected.outcome }
            #expect(portal.log.count < 300)
        }
    }

    @Test func moreThanTheBoundsIsRefused() async throws {
        let rules = try SyncRules(SyncSettings())
        let bounds = ListingBounds(accounts: 100, rolesOfAccount: 10, roles: 150)
        let many = ["accounts", "roles of one account", "roles"]
        let scripts = [
            ScriptedPortal.Script(count: 101, roles: []), ScriptedPortal.Script(count: 1, roles: (0..<11).map { "R\($0)" }),
            ScriptedPortal.Script(count: 76),
        ]
        for (script, what) in zip(scripts, many) {
            let outcome = try await crawl(portal(script), PortalListing(rules: rules, bounds: bounds))
            guard case .listing(let fault)? = outcome.error, case .tooMany(what, _) = fault else { throw Unexpected.outcome }
        }
    }

    @Test func anotherAnswerThanWasAskedForIsNoCrash() async throws {
        var script = ScriptedPortal.Script(count: 1)
        script.answer = { _ in .loggedOut }
        let outcome = try await crawl(portal(script))
        guard case .aws(.worker(.garbled))? = outcome.error else { throw Unexpected.outcome }
    }

    private enum Unexpected: Error { case outcome }
}

extension PortalListing.Found {
    /// What a checkpoint keeps of it.
    fileprivate var asResumed: PortalListing.Found {
        var copy = self
        copy.pages = PortalListing.Pages()
        return copy
    }
}
