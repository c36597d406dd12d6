import Glibc
import LeappAgent
import LeappAgentProtocol
import LeappBytes
import Testing

@Suite struct AgentProcessTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private var events: String { scratch.path + "/events" }

    /// Starts the double as the agent of this test's folder.
    private func launch() throws(LaunchError) -> AgentLauncher.Outcome {
        try AgentLauncher(
            program: FrontProgram.built("AgentDouble"), arguments: [scratch.socket, events], log: scratch.path + "/diary"
        ).launch()
    }

    private func started() throws -> pid_t {
        guard case .started(let pid) = try launch() else { throw Caller.Surprise.ended }
        return pid
    }

    /// Waits for the process's end; its exit code, or minus the signal that ended it.
    private func end(of pid: pid_t) async throws -> CInt {
        try await onThread {
            var status: CInt = 0
            while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
            return status & 0x7f == 0 ? status >> 8 & 0xff : -(status & 0x7f)
        }
    }

    /// The process id that the agent at the socket says it has.
    private func answeringProcess() async throws -> Int64 {
        let path = scratch.socket
        return try await onThread {
            let caller = try Caller(path)
            try caller.send { PlainRequest(.status).encode(into: &$0) }
            guard let frame = try caller.frames().last else { throw Caller.Surprise.ended }
            return try StatusReply(parsing: frame.rawSpan).pid
        }
    }

    private func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    private func read(_ path: String) -> String {
        let file = unsafe open(path, O_RDONLY)
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe Glibc.read(file, &bytes, bytes.count)
        return String(decoding: bytes[..<max(count, 0)], as: UTF8.self)
    }

    @Test func aLaunchedAgentAnswersAtOnceAndOnlyOneRuns() async throws {
        let pid = try started()
        #expect(try await answeringProcess() == Int64(pid))
        #expect(try launch() == .alreadyRunning)
        #expect(try await answeringProcess() == Int64(pid))
        kill(pid, SIGTERM)
        #expect(try await end(of: pid) == 0)
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func theEndLocksAndRemovesTheSocket(_ signal: CInt) async throws {
        let pid = try started()
        kill(pid, signal)
        #expect(try await end(of: pid) == 0)
        #expect(read(events) == "locked")
        #expect(!exists(scratch.socket))
        #expect(read(scratch.path + "/diary").contains("told to end"))
    }

    @Test func aHangupLocksAndTheAgentStays() async throws {
        let pid = try started()
        kill(pid, SIGHUP)
        for _ in 0..<10_000 where read(events) != "locked" { _ = try await answeringProcess() }
        #expect(read(events) == "locked")
        #expect(try await answeringProcess() == Int64(pid))
        kill(pid, SIGTERM)
        #expect(try await end(of: pid) == 0)
    }

    @Test func theSocketOfAKilledAgentIsReplaced() async throws {
        let first = try started()
        kill(first, SIGKILL)
        #expect(try await end(of: first) == -SIGKILL)
        #expect(exists(scratch.socket))
        let second = try started()
        #expect(try await answeringProcess() == Int64(second))
        kill(second, SIGTERM)
        #expect(try await end(of: second) == 0)
    }

    @Test func anAgentWhoseSocketIsTakenAwayLocksAndEnds() async throws {
        let pid = try started()
        unsafe unlink(scratch.socket)
        #expect(try await end(of: pid) == 1)
        #expect(read(events) == "locked")
    }

    @Test func anAgentThatCannotRunSaysWhy() async throws {
        unsafe mkdir(scratch.directory, 0o700)
        unsafe chmod(scratch.directory, 0o777)
        #expect(throws: LaunchError.refused("others may write to \(scratch.directory)")) { try launch() }
    }

    @Test func aProgramThatSaysNothingHasEnded() {
        let launcher = AgentLauncher(program: "/bin/true", arguments: [], log: nil)
        #expect(throws: LaunchError.ended) { try launcher.launch() }
    }

    @Test func aProgramThatIsMissingIsAnError() {
        let launcher = AgentLauncher(program: scratch.path + "/missing", arguments: [], log: nil)
        #expect(throws: LaunchError.failed(call: "posix_spawn", errno: ENOENT)) { try launcher.launch() }
    }

    @Test func theProcessIsHardenedAndApart() async throws {
        let pid = try started()
        let status = read("/proc/\(pid)/status")
        #expect(status.contains("NoNewPrivs:\t1"))
        let core = read("/proc/\(pid)/limits").split(separator: "\n").first { $0.hasPrefix("Max core file size") }
        #expect(core?.split(separator: " ").dropFirst(4).prefix(2).allSatisfy { $0 == "0" } == true)
        #expect(getsid(pid) == pid)
        kill(pid, SIGTERM)
        #expect(try await end(of: pid) == 0)
    }

    @Test func theEnvironmentIsCutDown() async throws {
        let pid = try started()
        let names = read("/proc/\(pid)/environ").split(separator: "\0").map { String($0.prefix { $0 != "=" }) }
        #expect(names.contains("PATH"))
        #expect(names.allSatisfy { $0.hasPrefix("XDG_") || $0.hasPrefix("LC_") || Self.kept.contains($0) })
        kill(pid, SIGTERM)
        #expect(try await end(of: pid) == 0)
    }

    private static let kept = ["HOME", "USER", "LOGNAME", "PATH", "LANG", "TZ", "TMPDIR", "LEAPP_VAULT", "LEAPP_AGENT_READY"]
}
