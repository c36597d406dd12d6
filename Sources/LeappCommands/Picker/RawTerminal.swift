import CLeappShims
import LeappBytes

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The terminal that controls the process, key by key and on its other screen, with what is pasted between marks; it is given back as it was when the value ends.
struct RawTerminal: ~Copyable {
    private let descriptor: Int32
    private let original: termios
    private let signals: PromptSignals

    /// How much is read at a time: all that the system holds for a terminal, so that what was pasted comes in one piece.
    private static let most = 4096

    /// What came from the terminal, or from outside.
    enum Event: Equatable {
        case bytes([UInt8])
        /// Nothing came for a while.
        case pause
        case signal(Int32)
        /// The terminal has gone.
        case end
    }

    /// Takes the terminal over; nil where the process has none, or one that cannot place its cursor.
    init?(path: String = "/dev/tty", term: String?) throws(CommandError) {
        guard let term, !term.isEmpty, term != "dumb" else { return nil }
        let opened = unsafe leapp_open(path, O_RDWR | O_CLOEXEC | O_NOCTTY, 0)
        guard opened >= 0 else { return nil }
        var settings = termios()
        guard unsafe tcgetattr(opened, &settings) == 0, let caught = PromptSignals(also: [SIGWINCH]) else {
            close(opened)
            return nil
        }
        descriptor = opened
        original = settings
        signals = caught
        try enter()
    }

    deinit {
        leave()
        close(descriptor)
    }

    /// Columns and rows, as they are now.
    var size: (columns: Int, rows: Int) {
        let (columns, rows) = (Int(leapp_terminal_columns(descriptor)), Int(leapp_terminal_rows(descriptor)))
        return (columns > 0 ? columns : 80, rows > 0 ? rows : 24)
    }

    /// Stops the process until its shell wakes it, with the terminal as it was meanwhile.
    borrowing func suspend() throws(CommandError) {
        leave()
        raise(SIGSTOP)
        try enter()
    }

    /// Writes what is to be shown, in one piece, so that nothing flickers.
    borrowing func write(_ text: String) throws(CommandError) { try Output(descriptor: descriptor).write(text) }

    /// Waits for what comes next, `milliseconds` at most.
    borrowing func next(milliseconds: Int32) throws(CommandError) -> Event {
        while true {
            var waiting = [
                pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            ]
            let count = unsafe poll(&waiting, 2, milliseconds)
            if count < 0, errno != EINTR { throw .output(code: errno) }
            if count == 0 { return .pause }
            guard count > 0 else { continue }
            if waiting[0].revents != 0, let signal = signals.next() { return .signal(signal) }
            var bytes = [UInt8](repeating: 0, count: Self.most)
            let got = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if got < 0, errno == EINTR { continue }
            return got > 0 ? .bytes(Array(bytes[..<got])) : .end
        }
    }

    private borrowing func enter() throws(CommandError) {
        var raw = original
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
        raw.c_iflag &= ~tcflag_t(IXON | ICRNL | INLCR)
        set(&raw)
        try write("\u{1b}[?1049h\u{1b}[?25l\u{1b}[?2004h")
    }

    private borrowing func leave() {
        do {
            try write("\u{1b}[?2004l\u{1b}[0m\u{1b}[?25h\u{1b}[?1049l")
        } catch {
            // Nobody sees a terminal that cannot be written; its settings are put back all the same.
        }
        var settings = original
        set(&settings)
    }

    private borrowing func set(_ settings: inout termios) {
        while unsafe tcsetattr(descriptor, TCSADRAIN, &settings) != 0, errno == EINTR {}
    }
}
