import CLeappShims

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A command that takes this process's place, with its process id, terminal, signals and exit code.
struct Replacement {
    /// How many of the process's own arguments, counted from the last, are the command's words.
    ///
    /// They are taken from the process and not from text, so that words that are not UTF-8 arrive as they were typed.
    let wordCount: Int

    /// Becomes the command, which is looked up in PATH where it has no slash; returns `errno` where that failed.
    func become(environment: borrowing EnvironmentBlock) -> Int32 {
        let count = Int(CommandLine.argc)
        precondition(wordCount > 0 && wordCount < count)
        for changed in [SIGINT, SIGPIPE, SIGXFSZ] { _ = signal(changed, SIG_DFL) }
        SignalMask.clear()
        return unsafe environment.withPointers { variables in
            let words = unsafe CommandLine.unsafeArgv + (count - wordCount)
            unsafe leapp_become(words, variables)
            return errno
        }
    }
}
