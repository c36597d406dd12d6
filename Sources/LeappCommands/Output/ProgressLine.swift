import LeappBytes
import Synchronization

/// A line on the errors' terminal that is drawn anew in its place; nothing at all where that is no terminal.
final class ProgressLine: Sendable {
    private let output: Output
    private let width: Int?
    private let isDrawn = Mutex(false)

    /// A line on the terminal of `surroundings`, if there is one that can do it.
    init(_ surroundings: Surroundings) {
        output = surroundings.errors
        width = surroundings.environment("TERM") == "dumb" ? nil : surroundings.errors.columns
    }

    /// Shows `text`, as much of it as fits.
    func show(_ text: String) throws(CommandError) {
        guard let width else { return }
        try output.write("\r" + DisplayWidth.fitting(DisplayWidth.printable(text), in: width - 1) + Self.eraseRest)
        isDrawn.withLock { $0 = true }
    }

    /// Takes the line away.
    func clear() throws(CommandError) {
        let wasDrawn = isDrawn.withLock { drawn in
            defer { drawn = false }
            return drawn
        }
        if wasDrawn { try output.write("\r" + Self.eraseRest) }
    }

    private static let eraseRest = "\u{1b}[K"
}
