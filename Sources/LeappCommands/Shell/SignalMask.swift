#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Which signals this thread holds back.
enum SignalMask {
    /// Holds back none, as a program expects it at its start: the threads that run asynchronous code hold back most of them.
    static func clear() {
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
    }
}
