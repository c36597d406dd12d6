import CLeappShims
import Glibc

/// The pipe on which a new agent tells the command that started it how that went: one line, then its end.
enum ReadyPipe {
    /// The variable that holds the descriptor's number.
    static let variable = "LEAPP_AGENT_READY"

    /// What a new agent says.
    enum Word: Equatable, Sendable {
        /// It listens.
        case ready
        /// Another one listens already.
        case alreadyRunning
        /// It cannot, and why.
        case failed(String)

        /// The word as the line that crosses the pipe.
        var line: String {
            switch self {
            case .ready: "ready\n"
            case .alreadyRunning: "running\n"
            case .failed(let reason): "failed \(reason)\n"
            }
        }

        /// Reads a whole line; nil for anything else.
        init?(line: String) {
            switch line {
            case "ready\n": self = .ready
            case "running\n": self = .alreadyRunning
            case _ where line.hasPrefix("failed ") && line.hasSuffix("\n"): self = .failed(String(line.dropFirst(7).dropLast()))
            default: return nil
            }
        }
    }

    /// Says `word` on the descriptor that `number` names, and closes it; nothing where there is none.
    static func say(_ word: Word, on number: String?) {
        guard let number, let descriptor = CInt(number), descriptor > 2 else { return }
        // The command that waits may have given up; nobody else is interested.
        _ = unsafe Array(word.line.utf8).withUnsafeBytes { unsafe write(descriptor, $0.baseAddress!, $0.count) }
        close(descriptor)
    }
}
