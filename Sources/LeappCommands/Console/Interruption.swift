#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What Ctrl-C does.
///
/// A handler may only write and end the process; its words are literals, which nobody allocates.
enum Interruption {
    /// Ends the command, as it does in every command that says nothing else.
    static func endsCommand() { _ = signal(SIGINT) { _ in _exit(130) } }

    /// Ends a listing, and says that the next one continues it; on a terminal in place of the line that shows how far it is.
    static func endsListing(isTerminal: Bool) {
        if isTerminal {
            _ = signal(SIGINT) { _ in
                Interruption.end("\r\u{1b}[Kleapp: interrupted; the next `leapp sso sync` goes on from there\n")
            }
        } else {
            _ = signal(SIGINT) { _ in Interruption.end("leapp: interrupted; the next `leapp sso sync` goes on from there\n") }
        }
    }

    private static func end(_ words: StaticString) -> Never {
        unsafe write(2, words.utf8Start, words.utf8CodeUnitCount)
        _exit(130)
    }
}
