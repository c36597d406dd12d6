#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a client of AWS needs of the world beside the network.
public struct AWSEffects: Sendable {
    /// This machine's time, in milliseconds since 1970.
    public let now: @Sendable () -> Int64
    /// A clock that nobody sets, in milliseconds since any moment.
    public let uptime: @Sendable () -> Int64
    /// Waits so many milliseconds; ends early where the task is cancelled.
    public let sleep: @Sendable (Int64) async throws(CancellationError) -> Void
    /// A number from 0 up to, and without, 1.
    public let random: @Sendable () -> Double

    /// Effects of these parts.
    public init(
        now: @escaping @Sendable () -> Int64, uptime: @escaping @Sendable () -> Int64,
        sleep: @escaping @Sendable (Int64) async throws(CancellationError) -> Void, random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.uptime = uptime
        self.sleep = sleep
        self.random = random
    }

    /// The system's own.
    public static let system = AWSEffects(
        now: { milliseconds(CLOCK_REALTIME) }, uptime: { milliseconds(CLOCK_MONOTONIC) },
        sleep: { (duration: Int64) async throws(CancellationError) in
            do { try await Task.sleep(for: .milliseconds(duration)) } catch { throw CancellationError() }
        },
        random: { Double.random(in: 0..<1) })

    private static func milliseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
