import Glibc
import LeappBytes

/// The agent's diary: lines on standard error, which is a file in the state folder or the service manager's journal.
///
/// Nothing secret is written, and no names of sessions.
public struct AgentLog: Sendable {
    private let write: @Sendable (String) -> Void

    /// A diary whose lines go to `write`.
    public init(_ write: @escaping @Sendable (String) -> Void) { self.write = write }

    /// Lines with the time (UTC) on standard error.
    public static let standardError = AgentLog { line in
        let text = "\(UTCTime(seconds: Int64(time(nil))).extended) leapp agent[\(getpid())]: \(line)\n"
        _ = unsafe Array(text.utf8).withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress!, $0.count) }
    }

    /// Writes one line.
    func note(_ line: String) { write(line) }
}
