/// How many requests a second a service takes, found out by asking: more while it answers, less when it refuses (429).
///
/// Up to the first refusal every answer adds one a second, so that the rate doubles in less than a second. From then on an
/// answer raises the rate by ``growth`` of itself and a refusal lowers it by ``decrease``, so that it settles where about one
/// request in six is refused: what the service allows is used up, and a service that refuses one in seven whatever the rate is
/// not taken for one that is asked too fast. What was under way together (rate × time to the answer) counts as one sign: the
/// rate moves by no more than that in one time to the answer. Times are milliseconds of a clock that nobody sets.
public struct AdaptiveRate: Sendable {
    /// Requests a second that are sent now.
    public private(set) var perSecond: Double = 20

    /// The least that the rate falls to.
    static let floor: Double = 1
    /// The most that it grows to.
    static let ceiling: Double = 500
    /// The part of itself that it grows by at an answer, once it was refused something.
    static let growth: Double = 0.02
    /// The part of itself that it falls by at a refusal.
    static let decrease: Double = 0.1
    /// The longest time to an answer that is reckoned with, in milliseconds.
    static let longestAnswer: Int64 = 30_000

    /// What may be sent at once; a fraction of a request is one that may be sent soon.
    private var tokens: Double = 1
    private var refilled: Int64
    private var pausedUntil: Int64 = .min
    /// Whether anything was refused yet.
    private var wasRefused = false

    /// A rate of 20 requests a second from `now` on.
    public init(now: Int64) { refilled = now }

    /// Takes the right to send one request: 0 where it may be sent `now`, else after how many milliseconds to ask again.
    public mutating func take(now: Int64) -> Int64 {
        guard now >= pausedUntil else { return pausedUntil - now }
        let elapsed = max(now - refilled, 0)
        refilled = max(now, refilled)
        // A sleeper that wakes late may make up for 50 ms, and for no more: a burst would be refused.
        let most = max(1, perSecond / 20)
        tokens = min(tokens + perSecond * Double(min(elapsed, 1_000_000)) / 1000, most)
        let missing = 1 - tokens - 1e-6  // what rounding takes away is not waited for
        guard missing <= 0 else { return max(1, Int64((missing * 1000 / perSecond).rounded(.up))) }
        tokens -= 1
        return 0
    }

    /// A request that was sent at `sent` was answered.
    public mutating func answered(sent: Int64, now: Int64) {
        let step = wasRefused ? perSecond * AdaptiveRate.growth / underWay(sent: sent, now: now) : 1
        perSecond = min(perSecond + step, AdaptiveRate.ceiling)
    }

    /// A request that was sent at `sent` was refused; the service asked to wait `retryAfter` milliseconds.
    public mutating func refused(sent: Int64, now: Int64, retryAfter: Int64?) {
        if let retryAfter { pausedUntil = max(pausedUntil, now + min(max(retryAfter, 0), 3_600_000)) }
        wasRefused = true
        let step = perSecond * AdaptiveRate.decrease / underWay(sent: sent, now: now)
        perSecond = max(perSecond - step, AdaptiveRate.floor)
    }

    /// How many requests were under way together with one that was sent at `sent`, at least one.
    private func underWay(sent: Int64, now: Int64) -> Double {
        let (elapsed, overflows) = now.subtractingReportingOverflow(sent)
        let time = overflows ? AdaptiveRate.longestAnswer : min(max(elapsed, 0), AdaptiveRate.longestAnswer)
        return max(1, perSecond * Double(time) / 1000)
    }
}
