#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension LockWait {
    /// Waits in real time, blocking the thread.
    public static func upTo(milliseconds: Int) -> LockWait {
        LockWait(limitMilliseconds: milliseconds) { pause in
            var rest = timespec(tv_sec: pause / 1000, tv_nsec: pause % 1000 * 1_000_000)
            var left = timespec()
            while unsafe nanosleep(&rest, &left) != 0, errno == EINTR { rest = left }
        }
    }
}
