/// When the credentials in a started section are replaced, on the boot clock in milliseconds.
struct RefreshTime {
    /// How many seconds before their end keys are replaced at the earliest.
    static let margin: Int64 = 20 * 60

    /// When the next try is due.
    private(set) var next: Int64
    private var failures = 0

    /// Due when a quarter of the life that is left, and no more than 20 minutes of it, remain: before any SDK takes the
    /// credentials for expired.
    init(now: Int64, secondsLeft: Int64) {
        next = now + max(secondsLeft - min(Self.margin, secondsLeft / 4), 1) * 1000
    }

    /// Whether it is time.
    func isDue(_ now: Int64) -> Bool { now >= next }

    /// Puts the next try off: 15 seconds, then twice as long each time, 5 minutes at most.
    mutating func postpone(now: Int64) {
        next = now + min(15_000 << min(failures, 5), 300_000)
        failures += 1
    }
}
