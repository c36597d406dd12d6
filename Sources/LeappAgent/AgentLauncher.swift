import CLeappShims
import Glibc
import LeappAgentClient

/// Starts the agent as a process of its own, apart from the terminal, and waits until it listens.
public struct AgentLauncher: Sendable {
    /// How that went.
    public enum Outcome: Equatable, Sendable {
        /// A new agent listens.
        case started(pid: Int32)
        /// Another one listens already.
        case alreadyRunning
    }

    /// A diary that is larger than this is begun anew, in bytes.
    private static let largestLog = 1 << 20

    /// The program, an absolute path.
    private let program: String
    /// Its arguments, without its own name.
    private let arguments: [String]
    /// The file for its diary, made with mode 0600; none where nil.
    private let log: String?
    /// For how long to wait, in milliseconds.
    private let patience: CInt

    /// A launcher for `program`, by default this one as `agent --foreground`.
    public init(
        program: String = "/proc/self/exe", arguments: [String] = ["agent", "--foreground"], log: String?, patience: CInt = 10_000
    ) {
        (self.program, self.arguments, self.log, self.patience) = (program, arguments, log, patience)
    }

    /// Starts an agent, unless one listens already.
    public func launch() throws(LaunchError) -> Outcome {
        var ends: [CInt] = [-1, -1]
        guard unsafe leapp_pipe(&ends) == 0 else { throw .failed(call: "pipe", errno: errno) }
        defer { close(ends[0]) }
        let diary: CInt
        do { diary = try openLog() } catch {
            close(ends[1])
            throw error
        }
        let (code, pid) = AgentProcess(program, arguments, ready: ends[1], diary: diary).start()
        close(ends[1])
        close(diary)
        guard code == 0 else { throw .failed(call: "posix_spawn", errno: code) }
        return try waitForWord(ends[0], pid)
    }

    private func openLog() throws(LaunchError) -> CInt {
        let path = log ?? "/dev/null"
        let flags = O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW
        let descriptor = unsafe leapp_open(path, log == nil ? flags : flags | O_CREAT, 0o600)
        guard descriptor >= 0 else { throw .failed(call: "open \(path)", errno: errno) }
        var status = stat()
        if log != nil, unsafe fstat(descriptor, &status) == 0, status.st_size > AgentLauncher.largestLog,
            ftruncate(descriptor, 0) != 0
        {
            let code = errno
            close(descriptor)
            throw .failed(call: "ftruncate \(path)", errno: code)
        }
        return descriptor
    }

    private func waitForWord(_ descriptor: CInt, _ pid: pid_t) throws(LaunchError) -> Outcome {
        let deadline = milliseconds() + Int(patience)
        var line: [UInt8] = []
        while line.last != UInt8(ascii: "\n") {
            var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let left = deadline - milliseconds()
            let answered = left > 0 ? unsafe poll(&wait, 1, CInt(left)) : 0
            if answered < 0, errno == EINTR { continue }
            guard answered > 0 else { throw .timedOut }
            var piece = [UInt8](repeating: 0, count: 512)
            let count = unsafe read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0, line.count < 8192 else {
                waitpid(pid, nil, WNOHANG)
                throw .ended
            }
            line += piece[..<count]
        }
        switch ReadyPipe.Word(line: String(decoding: line, as: UTF8.self)) {
        case .ready: return .started(pid: pid)
        case .alreadyRunning: return .alreadyRunning
        case .failed(let reason): throw .refused(reason)
        case nil: throw .ended
        }
    }

    private func milliseconds() -> Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}
