import Glibc

/// The system's words for an `errno`.
func message(of code: CInt) -> String {
    // glibc keeps the words of known numbers in constant memory, and those of others per thread.
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
}
