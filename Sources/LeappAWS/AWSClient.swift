import LeappBytes
import LeappCrypto

/// A client of AWS: signs, sends, tries again, and understands the answer.
public struct AWSClient: AWSCaller {
    private let transport: any HTTPTransport
    private let effects: AWSEffects
    private let skew: ClockSkew

    /// A client over `transport`; `clockSkew` is how many seconds AWS is known to be ahead of this machine.
    public init(transport: any HTTPTransport, effects: AWSEffects = .system, clockSkew: Int64 = 0) {
        self.transport = transport
        self.effects = effects
        skew = ClockSkew(clockSkew)
    }

    public var clockSkew: Int64 { get async { skew.current } }

    /// The longest that one attempt may take, in milliseconds.
    static let attemptLimit: Int64 = 15_000

    public func call(_ call: AWSCall) async throws(AWSError) -> AWSAnswer {
        let prepared = try PreparedCall(call)
        let most = try call.environment.maximumAttempts()
        let policy = RetryPolicy(attempts: min(call.attempts ?? most, most))
        let host = prepared.endpoint.url.host
        let start = effects.uptime()
        var attempt = 1
        var mayCorrectClock = true
        while true {
            let remaining = call.timeout - (effects.uptime() - start)
            guard remaining > 0 else { throw .deadlineExceeded(host: host, milliseconds: call.timeout) }
            let signedWith = skew.current
            let outcome = await attemptOnce(prepared, remaining: remaining)
            if Task.isCancelled { throw .cancelled }

            let asked: Int64?
            let failure: AWSError
            switch outcome {
            case .answer(let answer): return answer
            case .badAnswer(let status, let fault): throw .badAnswer(host: host, status: status, fault: fault)
            case .fault(.answerTimeout) where remaining <= AWSClient.attemptLimit:
                throw .deadlineExceeded(host: host, milliseconds: call.timeout)
            case .fault(let fault):
                failure = .unreachable(host: host, fault: fault)
                asked = nil
                let repeatsOnce = call.operation.worksOnce && fault.mayHaveBeenCarriedOut
                guard fault.isPassing, !repeatsOnce else { throw failure }
            case .refused(let refusal, _) where refusal.kind == .throttled:
                failure = .throttled(refusal, attempts: attempt)
                asked = refusal.retryAfter
            case .refused(let refusal, _) where refusal.kind == .unavailable:
                failure = .unavailable(refusal, attempts: attempt)
                asked = refusal.retryAfter
                if call.operation.worksOnce && refusal.mayHaveBeenCarriedOut { throw failure }
            case .refused(let refusal, let date) where refusal.kind == .clock:
                let ahead = date.map { $0.seconds - effects.now() / 1000 }
                guard let ahead, mayCorrectClock, (ahead - signedWith).magnitude > UInt64(ClockSkew.noise) else {
                    throw .clockSkew(seconds: ahead ?? signedWith)
                }
                mayCorrectClock = false
                skew.set(ahead)
                continue
            case .refused(let refusal, _): throw .refused(refusal)
            }

            attempt += 1
            let left = call.timeout - (effects.uptime() - start)
            let wait = policy.wait(before: attempt, random: effects.random(), asked: asked, remaining: left)
            guard let wait else { throw failure }
            do throws(CancellationError) { try await effects.sleep(wait) } catch { throw .cancelled }
        }
    }

    /// What came of one attempt.
    private enum Outcome {
        case answer(AWSAnswer)
        /// AWS said no; and its clock.
        case refused(AWSRefusal, date: UTCTime?)
        case badAnswer(status: Int, AnswerFault)
        case fault(TransportFault)
    }

    private func attemptOnce(_ prepared: PreparedCall, remaining: Int64) async -> Outcome {
        let sent = effects.uptime()
        let time = UTCTime(seconds: effects.now() / 1000 + skew.current)
        let response: HTTPResponse
        do throws(TransportFault) {
            response = try await transport.send(prepared.request(at: time, timeout: min(remaining, AWSClient.attemptLimit)))
        } catch {
            return .fault(error)
        }
        let now = effects.now() / 1000
        let date = response.header("date").flatMap(AnswerTime.http)
        // Only what AWS itself answered tells AWS's time; a proxy's clock is its own.
        func noteTime() {
            if let date { skew.note(date.seconds - now, elapsed: effects.uptime() - sent) }
        }
        let retryAfter = response.header("retry-after").flatMap { AnswerTime.wait($0, now: date?.seconds ?? now) }
        switch response.status {
        case 200:
            do throws(AnswerFault) {
                let answer = try prepared.operation.answer(response.body)
                noteTime()
                return .answer(answer)
            } catch {
                return .badAnswer(status: 200, error)
            }
        case 300..<400: return .badAnswer(status: response.status, .redirect)
        default:
            if let refusal = AWSRefusal(response, of: prepared.row.service, retryAfter: retryAfter) {
                if refusal.kind != .clock { noteTime() }
                return .refused(refusal, date: date)
            }
            guard response.status == 429 || response.status >= 500 else {
                return .badAnswer(status: response.status, .notAWS)
            }
            return .refused(AWSRefusal(status: response.status, retryAfter: retryAfter), date: nil)
        }
    }
}
