import LeappAWS
import LeappAgentProtocol
import LeappCrypto

/// Why a listing stopped before it was complete; what it found is kept.
enum CrawlError: Error {
    /// A page could not be had.
    case aws(AWSError)
    /// What the portal lists is not taken.
    case listing(ListingFault)
    /// There is no token, or what was found could not be kept.
    case portal(PortalError)
    /// Nobody follows it any more.
    case report(EngineError)
    /// The task was cancelled.
    case cancelled
}

/// Lists a portal: many pages side by side, as fast as the portal takes them.
///
/// One loop decides everything, so that there is nothing to lock; the tasks around it only ask, or wait. A refused request (429)
/// is repeated at the rate that ``AdaptiveRate`` finds; any other failure that may pass is repeated a few times, ever later.
struct PortalCrawl {
    /// Who asks AWS.
    let caller: any AWSCaller
    /// The portal's region.
    let region: String
    let environment: AWSEnvironment
    let effects: AWSEffects
    /// Gives an access token, another one than that which the portal refused.
    let token: (_ refused: SecretSlice?) async throws(PortalError) -> SecretSlice
    /// Tells how far it is, once a second and at the end; throws where nobody listens any more.
    let report: (SyncProgress) async throws(EngineError) -> Void
    /// Keeps what is known for a listing that goes on from it.
    let keep: (PortalListing) async throws(PortalError) -> Void
    /// Whether what is listed is still wanted; where not, nothing more is asked.
    var isWanted: () -> Bool = { true }

    /// How many pages are asked for at a time.
    static let most = 100
    /// How often a page is asked for that fails otherwise than by being refused.
    static let tries = 5
    /// How long the portal may refuse everything, in milliseconds.
    static let patience: Int64 = 600_000
    /// How long pages that are under way are waited for when the listing stops, in milliseconds.
    static let grace: Int64 = 2_000
    /// How often is kept what is known, in milliseconds; more rarely where keeping takes long.
    static let keeping: Int64 = 5_000
    /// How often the token's keeper is asked whether it is still good, in milliseconds.
    static let tokenLife: Int64 = 60_000
    /// How long one page may take, in milliseconds.
    static let timeout: Int64 = 20_000

    private enum Event: Sendable {
        case answered(PortalQuestion, sent: Int64, token: Int, Result<AWSAnswer, AWSError>)
        case retry(PortalQuestion)
        case mayAsk
        case second
        case graceOver
    }

    /// What the loop keeps in mind beside the listing.
    private struct Course {
        var rate: AdaptiveRate
        var token: (secret: SecretSlice, number: Int, since: Int64)
        var underWay = 0
        var resting = 0
        var isWaiting = false
        var stop: CrawlError?
        var failures: [PortalQuestion: Int] = [:]
        /// New tokens that were asked for since a page was last answered.
        var renewals = 0
        var lastAnswer: Int64
        /// Pages that were refused since one was last answered.
        var refusals = 0
        var lastRefusal: AWSError?
        var kept: (at: Int64, took: Int64)
        var pace = (answers: 0, since: Int64(0), perSecond: 0.0)
    }

    private typealias Tasks = TaskGroup<Event>

    /// Completes `listing`. At an error it holds what was found till then, and so does what was kept.
    func run(_ listing: inout PortalListing) async throws(CrawlError) {
        let now = effects.uptime()
        let secret: SecretSlice
        do throws(PortalError) { secret = try await token(nil) } catch { throw .portal(error) }
        var course = Course(
            rate: AdaptiveRate(now: now), token: (secret, 0, now), lastAnswer: now, kept: (now, 0))
        course.pace.since = now
        await withTaskGroup(of: Event.self) { tasks in
            after(1000, .second, in: &tasks)
            while true {
                if Task.isCancelled || !isWanted() { stop(.cancelled, &course, in: &tasks) }
                if course.stop == nil { ask(&listing, &course, in: &tasks) }
                let isIdle = course.underWay == 0 && (course.stop != nil || course.resting == 0)
                if isIdle, course.stop != nil || listing.isComplete { break }
                guard let event = await tasks.next() else { break }
                await take(event, &listing, &course, in: &tasks)
            }
            tasks.cancelAll()
        }
        if course.stop == nil { await tell(listing, &course) }
        guard let stop = course.stop else { return }
        do throws(PortalError) { try await keep(listing) } catch { throw .portal(error) }
        throw stop
    }

    /// Sends what may be sent now.
    private func ask(_ listing: inout PortalListing, _ course: inout Course, in tasks: inout Tasks) {
        while course.underWay < PortalCrawl.most, !course.isWaiting, listing.hasQuestion {
            let now = effects.uptime()
            let wait = course.rate.take(now: now)
            guard wait == 0 else {
                course.isWaiting = true
                return after(min(wait, 1000), .mayAsk, in: &tasks)
            }
            guard let question = listing.next() else { return }
            course.underWay += 1
            let call = AWSCall(
                question.operation, region: region, authorization: .bearer(course.token.secret), environment: environment,
                timeout: PortalCrawl.timeout, attempts: 1)
            let number = course.token.number
            tasks.addTask { [caller] in
                do throws(AWSError) {
                    return .answered(question, sent: now, token: number, .success(try await caller.call(call)))
                } catch {
                    return .answered(question, sent: now, token: number, .failure(error))
                }
            }
        }
    }

    private func after(_ milliseconds: Int64, _ event: Event, in tasks: inout Tasks) {
        tasks.addTask { [effects] in
            // Cut short only where the listing ends; then nobody looks at the event.
            try? await effects.sleep(milliseconds)
            return event
        }
    }

    private func take(
        _ event: Event, _ listing: inout PortalListing, _ course: inout Course, in tasks: inout Tasks
    ) async {
        switch event {
        case .mayAsk: course.isWaiting = false
        case .graceOver: tasks.cancelAll()
        case .second:
            guard course.stop == nil else { return }
            await everySecond(listing, &course, in: &tasks)
            after(1000, .second, in: &tasks)
        case .retry(let question):
            course.resting -= 1
            listing.putBack(question)
        case .answered(let question, let sent, let token, let result):
            course.underWay -= 1
            switch result {
            case .success(let answer):
                course.rate.answered(sent: sent, now: effects.uptime())
                course.lastAnswer = effects.uptime()
                (course.renewals, course.refusals) = (0, 0)
                course.pace.answers += 1
                course.failures[question] = nil
                do throws(CrawlError) {
                    try take(answer, of: question, &listing)
                } catch {
                    stop(error, &course, in: &tasks)
                }
            case .failure(let error):
                await meet(error, of: question, sent: sent, token: token, &listing, &course, in: &tasks)
            }
        }
    }

    private func take(_ answer: AWSAnswer, of question: PortalQuestion, _ listing: inout PortalListing) throws(CrawlError) {
        let taken: Void?
        do throws(ListingFault) {
            switch (answer, question) {
            case (.accounts(let page), .accounts): taken = try listing.take(page, for: question)
            case (.roles(let page), .roles): taken = try listing.take(page, for: question)
            default: taken = nil
            }
        } catch {
            throw .listing(error)
        }
        guard taken == nil else { return }
        listing.putBack(question)
        throw .aws(.worker(.garbled))
    }

    /// What follows from a page that was not had.
    private func meet(
        _ error: AWSError, of question: PortalQuestion, sent: Int64, token: Int, _ listing: inout PortalListing,
        _ course: inout Course, in tasks: inout Tasks
    ) async {
        let now = effects.uptime()
        switch ListingSetback(error, of: question) {
        case .tooFast(let retryAfter):
            course.rate.refused(sent: sent, now: now, retryAfter: retryAfter)
            course.refusals += 1
            let refusal = error.after(course.refusals)
            course.lastRefusal = refusal
            listing.putBack(question)
            if retryAfter ?? 0 > PortalCrawl.patience { stop(.aws(refusal), &course, in: &tasks) }
        case .passing(let retryAfter):
            let failures = course.failures[question, default: 0] + 1
            course.failures[question] = failures
            let backoff = Int64(Double(Int64(500) << Int64(failures)) * (0.5 + effects.random() / 2))
            let wait = max(backoff, retryAfter ?? 0)
            guard failures < PortalCrawl.tries, wait <= PortalCrawl.patience, course.stop == nil else {
                listing.putBack(question)
                return stop(.aws(error.after(failures)), &course, in: &tasks)
            }
            course.resting += 1
            after(wait, .retry(question), in: &tasks)
        case .tokenRefused:
            listing.putBack(question)
            guard token == course.token.number, course.stop == nil else { return }
            guard course.renewals < 2 else { return stop(.aws(error), &course, in: &tasks) }
            course.renewals += 1
            await renew(refused: course.token.secret, &course, in: &tasks)
        case .silent: listing.leaveSilent(question)
        case .pageRefused:
            if !listing.beginAnew(question) { stop(.aws(error), &course, in: &tasks) }
        case .cancelled:
            listing.putBack(question)
            stop(.cancelled, &course, in: &tasks)
        case .final:
            listing.putBack(question)
            stop(.aws(error), &course, in: &tasks)
        }
    }

    private func everySecond(_ listing: PortalListing, _ course: inout Course, in tasks: inout Tasks) async {
        let now = effects.uptime()
        await tell(listing, &course)
        if course.stop == nil, now - course.kept.at >= max(PortalCrawl.keeping, course.kept.took * 20) {
            do throws(PortalError) { try await keep(listing) } catch { course.stop = .portal(error) }
            course.kept = (now, effects.uptime() - now)
        }
        if course.stop == nil, now - course.token.since >= PortalCrawl.tokenLife {
            await renew(refused: nil, &course, in: &tasks)
        }
        if let refusal = course.lastRefusal, now - course.lastAnswer > PortalCrawl.patience { course.stop = .aws(refusal) }
        if course.stop != nil { after(PortalCrawl.grace, .graceOver, in: &tasks) }
    }

    private func renew(refused: SecretSlice?, _ course: inout Course, in tasks: inout Tasks) async {
        do throws(PortalError) {
            let secret = try await token(refused)
            let isOther = !secret.isEqual(to: course.token.secret)
            course.token = (secret, course.token.number + (isOther ? 1 : 0), effects.uptime())
        } catch {
            stop(.portal(error), &course, in: &tasks)
        }
    }

    /// Tells how far the listing is; a caller who does not listen any more stops it.
    private func tell(_ listing: PortalListing, _ course: inout Course) async {
        let now = effects.uptime()
        let elapsed = max(now - course.pace.since, 1)
        let current = Double(course.pace.answers) * 1000 / Double(elapsed)
        course.pace = (0, now, course.pace.perSecond == 0 ? current : (course.pace.perSecond + current) / 2)
        let progress = SyncProgress(
            accountsDone: Int64(listing.accountsDone), accountsFound: Int64(listing.accounts.count),
            rolesFound: Int64(listing.rolesFound), accountsComplete: listing.accountsComplete,
            rate: Int64(course.pace.perSecond.rounded()))
        do throws(EngineError) { try await report(progress) } catch { course.stop = .report(error) }
    }

    /// Asks nothing more; what is under way gets a moment to arrive.
    private func stop(_ error: CrawlError, _ course: inout Course, in tasks: inout Tasks) {
        guard course.stop == nil else { return }
        course.stop = error
        after(PortalCrawl.grace, .graceOver, in: &tasks)
    }
}

extension AWSError {
    /// The same at the last of `attempts`, which the listing counts: each is a call of one attempt.
    fileprivate func after(_ attempts: Int) -> AWSError {
        switch self {
        case .throttled(let refusal, _): .throttled(refusal, attempts: attempts)
        case .unavailable(let refusal, _): .unavailable(refusal, attempts: attempts)
        default: self
        }
    }
}
