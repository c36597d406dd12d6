import LeappCrypto
public import LeappFiles

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension Effects {
    /// The real clocks, randomness, disk and process.
    public static func system(places: Places, isMemoryLocked: Bool) -> Effects {
        Effects(
            now: { milliseconds(CLOCK_REALTIME) }, bootTime: { milliseconds(bootClock) }, places: places, processID: getpid(),
            isMemoryLocked: isMemoryLocked)
    }

    #if canImport(Glibc)
    private static let bootClock = CLOCK_BOOTTIME
    #else
    private static let bootClock = CLOCK_MONOTONIC
    #endif

    private static func milliseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
