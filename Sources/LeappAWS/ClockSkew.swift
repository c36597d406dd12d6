import Synchronization

/// How far AWS's clock is ahead of this machine's, as its answers show it.
final class ClockSkew: Sendable {
    /// Differences up to this many seconds are noise: whole seconds in the header, time on the way.
    static let noise: Int64 = 5
    private let seconds: Mutex<Int64>

    /// Starts with what was known before.
    init(_ seconds: Int64 = 0) { self.seconds = Mutex(seconds) }

    /// Seconds to add to this machine's time.
    var current: Int64 { seconds.withLock { $0 } }

    /// Takes in what was known elsewhere.
    func set(_ value: Int64) { seconds.withLock { $0 = value } }

    /// Takes in that an answer's date was `observed` seconds ahead; the exchange took `elapsed` milliseconds, in which the date
    /// may have grown old.
    func note(_ observed: Int64, elapsed: Int64) {
        seconds.withLock { seconds in
            guard (observed - seconds).magnitude > UInt64(ClockSkew.noise + elapsed / 1000) else { return }
            seconds = observed.magnitude <= UInt64(ClockSkew.noise) ? 0 : observed
        }
    }
}
