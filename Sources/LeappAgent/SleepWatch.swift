import Glibc
import Synchronization

/// How long the machine has slept since it was started, as far as can be told at one moment, in nanoseconds.
///
/// The two clocks cannot be read at once: the true value lies between both bounds.
public struct SleepReading: Equatable, Sendable {
    /// At least this long.
    public var least: Int64
    /// At most this long.
    public var most: Int64

    /// Bounds of one's own.
    public init(least: Int64, most: Int64) {
        self.least = least
        self.most = most
    }

    /// Reads `CLOCK_BOOTTIME`, which goes on while the machine sleeps, between two readings of `CLOCK_MONOTONIC`, which does not.
    public static func now() -> SleepReading {
        let before = nanoseconds(CLOCK_MONOTONIC)
        let boot = nanoseconds(CLOCK_BOOTTIME)
        let after = nanoseconds(CLOCK_MONOTONIC)
        return SleepReading(least: boot - after, most: boot - before)
    }

    private static func nanoseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// Notices that the machine slept, without asking anybody: the clock that counts sleep ran ahead of the one that does not.
public final class SleepWatch: Sendable {
    /// Shorter sleeps than half a second are not told from scheduling.
    private static let threshold: Int64 = 500_000_000

    private let read: @Sendable () -> SleepReading
    private let known: Mutex<SleepReading>

    /// Watches from now on.
    public init(_ read: @escaping @Sendable () -> SleepReading = SleepReading.now) {
        self.read = read
        known = Mutex(read())
    }

    /// Whether the machine has slept since this was last asked.
    public func hasSlept() -> Bool {
        known.withLock { known in
            let reading = read()
            guard reading.least - known.most > SleepWatch.threshold else {
                // Bounds only ever get narrower while the machine is awake.
                known = SleepReading(least: max(known.least, reading.least), most: min(known.most, reading.most))
                return false
            }
            known = reading
            return true
        }
    }
}
