import Glibc
import LeappAgent
import LeappAgentProtocol
import LeappBytes
import LeappCrypto

/// An agent without a vault, in a process of its own: `AgentDouble SOCKET EVENTS` serves at SOCKET and writes into EVENTS what
/// becomes of it.
@main enum AgentDouble {
    static func main() async {
        let words = CommandLine.arguments
        guard words.count == 3 else { exit(64) }
        let options = AgentOptions(socket: words[1], limits: .standard, tick: 0.1)
        exit(await runAgent(engine: LockOnlyEngine(events: words[2]), options: options))
    }
}

/// An engine that gives a session's name back as its credentials, answers everything else with its state, and notes when it is locked.
private struct LockOnlyEngine: AgentEngine {
    let events: String

    var isUnlocked: Bool { get async { false } }

    func lock() async -> [String] {
        let descriptor = unsafe creat(events, 0o600)
        _ = unsafe write(descriptor, "locked", 6)
        close(descriptor)
        return ["dev"]
    }

    func tick() async {}

    func handle(_ request: [SecretArena], reply: @escaping @Sendable (SecretArena) async throws -> Void) async {
        var frame = SecretWriter()
        if let first = request.first, let wanted = try? CredentialsRequest(parsing: first.bytes) {
            credentials(wanted.name, wanted.vault, withoutMFA: wanted.withoutMFA, &frame)
        } else {
            StatusReply(pid: Int64(getpid()), release: "double", memoryLocked: false).encode(into: &frame)
        }
        do { try await reply(SecretArena(frame.finish())) } catch { exit(1) }
    }

    private func credentials(_ name: String, _ vault: String?, withoutMFA: Bool, _ frame: inout SecretWriter) {
        switch name {
        case "locked":
            AgentFailure(exit: 11, code: "LOCKED", message: "locked:\u{1b}[31m run `leapp unlock`").encode(into: &frame)
        case "refused": AgentFailure(exit: 15, code: "AWS_REFUSED", message: "AccessDenied").encode(into: &frame)
        case "senseless": OKReply().encode(into: &frame)
        default:
            let output = Array("\(name) of \(vault ?? "any")\(withoutMFA ? ", no code" : "")\n".utf8)
            OutputReply(output: output.rawSpan).encode(into: &frame)
        }
    }
}
