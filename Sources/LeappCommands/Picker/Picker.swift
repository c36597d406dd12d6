import LeappMerge

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Lets a person choose one of many entries at the terminal, by typing parts of what it shows.
struct Picker {
    private var list: PickerList

    /// How long an escape is waited for to become an arrow key; over a slow line its bytes come apart.
    private static let escapeTime: Int32 = 100

    init(_ entries: [PickerEntry]) { list = PickerList(entries) }

    /// The entry that was chosen; leaving without one is an interruption.
    mutating func choose(at terminal: borrowing RawTerminal) throws(CommandError) -> RecordID {
        var bytes: [UInt8] = []
        try draw(terminal)
        while true {
            switch try terminal.next(milliseconds: bytes.isEmpty ? -1 : Self.escapeTime) {
            case .bytes(let more):
                bytes += PickerKey.typed(more)
                if let chosen = try take(&bytes, isAll: false, terminal) { return chosen }
            case .pause:
                if let chosen = try take(&bytes, isAll: true, terminal) { return chosen }
            case .signal(SIGWINCH): break
            case .signal(SIGTSTP): try terminal.suspend()
            case .signal(let number): throw .interrupted(signal: number)
            case .end: throw .interrupted(signal: nil)
            }
            try draw(terminal)
        }
    }

    /// Does what all keys in `bytes` say; the entry that one of them chose.
    private mutating func take(
        _ bytes: inout [UInt8], isAll: Bool, _ terminal: borrowing RawTerminal
    ) throws(CommandError) -> RecordID? {
        while let key = PickerKey.next(in: &bytes, isAll: isAll) {
            switch list.press(key) {
            case .goOn, .redraw: break
            case .chosen(let id): return id
            case .left: throw .interrupted(signal: nil)
            case .stop: try terminal.suspend()
            }
        }
        return nil
    }

    /// Draws all lines over the old ones, each with what is left of its row.
    private mutating func draw(_ terminal: borrowing RawTerminal) throws(CommandError) {
        let size = terminal.size
        var screen = "\u{1b}[H"
        for (index, line) in list.lines(columns: size.columns, rows: size.rows).enumerated() {
            screen += index == 0 ? "" : "\r\n"
            screen += line.isSelected ? "\u{1b}[7m\(line.text)\u{1b}[0m" : line.text
            screen += "\u{1b}[K"
        }
        try terminal.write(screen + "\u{1b}[J")
    }
}
