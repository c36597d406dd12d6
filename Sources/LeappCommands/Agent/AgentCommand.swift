import ArgumentParser
import LeappAgent
import LeappAgentProtocol
import LeappCrypto
import LeappEngine

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `leapp agent`.
struct AgentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent",
        abstract: "Run the agent in this process, for service managers; `leapp unlock` starts it by itself.",
        discussion: "Example, in a systemd unit: ExecStart=/usr/local/bin/leapp agent --foreground")

    @Flag(help: "Stay in the foreground; it knows no other way.")
    var foreground = false

    func validate() throws {
        guard foreground else { throw ValidationError("Give --foreground; `leapp unlock` starts an agent in the background.") }
    }

    func run() async throws {
        let surroundings = Surroundings.current
        let places = try surroundings.places()
        let effects = Effects.system(places: places, isMemoryLocked: LockedMemory.isAvailable)
        let engine = Engine(effects: effects, network: .worker)
        let code = await runAgent(engine: ServedEngine(engine: engine), options: AgentOptions(socket: surroundings.agentSocket))
        guard code == 0 else { throw CommandError.agentEnded(code: code) }
    }
}

/// The engine as the agent serves it.
struct ServedEngine: AgentEngine {
    let engine: Engine

    var isUnlocked: Bool { get async { await engine.isUnlocked } }

    func lock() async -> [String] { await engine.lock().removed }

    func tick() async { await engine.tick() }

    func handle(_ request: [SecretArena], reply: @escaping @Sendable (SecretArena) async throws -> Void) async {
        await engine.handle(request, reply: reply)
    }
}

/// Memory that is never swapped.
enum LockedMemory {
    /// Whether this process may have any: the limit (`ulimit -l`) may be zero.
    static var isAvailable: Bool {
        let page = Int(getpagesize())
        let pages = unsafe mmap(nil, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let pages = unsafe pages, unsafe pages != MAP_FAILED else { return false }
        defer { unsafe munmap(pages, page) }
        return unsafe mlock(pages, page) == 0
    }
}
