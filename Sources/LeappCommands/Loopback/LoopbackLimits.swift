#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the listener bears, so that nothing that is sent to it can use up memory, descriptors or time.
struct LoopbackLimits: Equatable, Sendable {
    /// The largest head, in bytes: a browser sends all cookies of 127.0.0.1, whatever their port.
    var head = 32 * 1024
    /// How many connections there may be at once; the oldest gives way to the newest.
    var connections = 16
    /// How long one connection may take, in milliseconds.
    var connection: Int64 = 10_000
    /// How many bytes behind the head are taken and dropped, so that the sender sees the answer.
    var drained = 16 << 20
    /// How long the answer is waited for, in milliseconds.
    var total: Int64 = 600_000

    /// The monotonic clock, in milliseconds.
    static func now() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
