/// How many requests a second a service takes, found out by asking: more while it answers, less when it refuses (429).
///
/// Up to the first refusal every answer adds one a second, so that the rate doubles in less than a second; from then on it grows
/// by ``growth`` a second and falls to ``decrease`` of itself at a refusal, as TCP does. Times are milliseconds of a clock that
/// nobody sets.
public struct AdaptiveRate: Sendable {
    /// Requests a second that are sent now.
    public private(set) var perSecond: Double = 20

    /// The least that the rate falls to.
    static let floor: Double = 1
    /// The most that it grows to.
    static let ceiling: Double = 500
    /// What it grows by in a second, once it was refused something.
    static let growth: Double = 2
    /// What is left of it after a refusal.
    static let decrease: Double = 0.7

    /// What may be sent at once; a fraction of a request is one that may be sent soon.
    private var tokens: Double = 1
    private var refilled: Int64
    private var pausedUntil: Int64 = .min
    /// When the rate last fell; nil before the first refusal.
    private var lastFall: Int64?

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

    /// A request was answered.
    public mutating func answered() {
        let step = lastFall == nil ? 1 : AdaptiveRate.growth / perSecond
        perSecond = min(perSecond + step, AdaptiveRate.ceiling)
    }

    /// A request that was sent at `sent` was refused; the service asked to wait `retryAfter` milliseconds.
    ///
    /// Requests that were on their way when the rate fell say nothing about the new one, so their refusals do not lower it again.
    public mutating func refused(sent: Int64, now: Int64, retryAfter: Int64?) {
        if let retryAfter { pausedUntil = max(pausedUntil, now + min(max(retryAfter, 0), 3_600_000)) }
        if let lastFall, sent <= lastFall { return }
        lastFall = now
        perSecond = max(perSecond * AdaptiveRate.decrease, AdaptiveRate.floor)
        tokens = 0
    }
}
