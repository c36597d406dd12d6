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
            isMemoryLocked: isMemoryLocked, hostName: hostName())
    }

    /// The host's name, as far as it is UTF-8; empty where there is none.
    private static func hostName() -> String {
        var name = [CChar](repeating: 0, count: 256)
        let isKnown = unsafe gethostname(&name, name.count - 1) == 0
        return isKnown ? String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
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
