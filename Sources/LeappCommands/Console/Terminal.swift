import CLeappShims
import LeappBytes
import LeappCrypto

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The terminal that controls the process, opened by itself, so that prompts work where the three streams are redirected.
struct Terminal: ~Copyable {
    private let descriptor: Int32

    /// Opens it; nil where the process has none.
    init?(path: String = "/dev/tty") {
        descriptor = unsafe leapp_open(path, O_RDWR | O_CLOEXEC | O_NOCTTY, 0)
        guard descriptor >= 0 else { return nil }
        guard isatty(descriptor) == 1 else {
            close(descriptor)
            return nil
        }
    }

    deinit { close(descriptor) }

    /// Whether the process has a terminal to ask at.
    static func isPresent() -> Bool {
        let terminal = Terminal()
        return terminal != nil
    }

    /// Writes `prompt` and reads a line that is not shown while it is typed; Ctrl-D in place of one is an interruption.
    borrowing func readSecret(prompt: String) throws(CommandError) -> Secret { try ask(prompt, echo: false) }

    /// Writes `prompt` and reads a line that is shown.
    borrowing func readLine(prompt: String) throws(CommandError) -> Secret { try ask(prompt, echo: true) }

    /// Asks for a yes; anything but `yes` or `y` is a no.
    borrowing func confirm(_ question: String) throws(CommandError) -> Bool {
        do {
            let answer = try ask("\(question) [y/N] ", echo: true)
            return ["y", "yes"].contains(String(decoding: Array(answer.bytes), as: UTF8.self).lowercased())
        } catch .secretSource(_, .empty) {
            return false
        }
    }

    private borrowing func ask(_ prompt: String, echo: Bool) throws(CommandError) -> Secret {
        var original = termios()
        guard unsafe tcgetattr(descriptor, &original) == 0, let signals = PromptSignals() else {
            throw .secretSource(name: "the terminal", .unreadable(code: errno))
        }
        var quiet = original
        quiet.c_lflag |= tcflag_t(ICANON | ISIG)
        if !echo {
            quiet.c_lflag &= ~tcflag_t(ECHO)
            quiet.c_lflag |= tcflag_t(ECHONL)
        }
        defer { restore(&original) }
        restore(&quiet)
        try write(prompt)
        var line = SecretLine(named: "the terminal")
        repeat {
            while let signal = try signal(of: signals) {
                guard signal == SIGTSTP else { throw .interrupted(signal: signal) }
                restore(&original)
                raise(SIGSTOP)
                restore(&quiet)
                try write(prompt)
            }
        } while try line.readByte(from: descriptor)
        if line.endedAtOnce {
            try write("\n")
            throw .interrupted(signal: nil)
        }
        return try line.finish()
    }

    /// Waits for input; a signal that came first, or nil where there is input.
    private borrowing func signal(of signals: borrowing PromptSignals) throws(CommandError) -> Int32? {
        while true {
            var waiting = [
                pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            ]
            let count = unsafe poll(&waiting, 2, -1)
            if count < 0, errno != EINTR { throw .secretSource(name: "the terminal", .unreadable(code: errno)) }
            guard count > 0 else { continue }
            if waiting[0].revents != 0 { return signals.next() }
            return nil
        }
    }

    private borrowing func restore(_ settings: inout termios) {
        while unsafe tcsetattr(descriptor, TCSADRAIN, &settings) != 0, errno == EINTR {}
    }

    private borrowing func write(_ prompt: String) throws(CommandError) { try Output(descriptor: descriptor).write(prompt) }
}
