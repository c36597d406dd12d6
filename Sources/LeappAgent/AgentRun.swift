import CLeappShims
import Glibc
import LeappAgentClient
import NIOPosix

/// Runs the agent in this process until it is told to end: the whole of `leapp agent --foreground`; returns the exit code.
///
/// The process should end with the code at once: requests that are still waiting are not waited for.
public func runAgent(engine: any AgentEngine, options: AgentOptions = AgentOptions()) async -> CInt {
    let readiness = AgentEnvironment.variable(ReadyPipe.variable)
    let activation = (AgentEnvironment.variable("LISTEN_PID"), AgentEnvironment.variable("LISTEN_FDS"))
    AgentEnvironment.clean()
    do throws(AgentError) {
        guard leapp_harden_process() == 0 else { throw .notHardened }
        guard let path = options.socket ?? AgentSocketPath.find(AgentEnvironment.variable) else { throw .noPlace }
        let signals = try SystemSignals.catchAll()
        let activated = try ListeningSocket.activated(pid: activation.0, count: activation.1, path: path)
        let socket = if let activated { activated } else { try await ListeningSocket.openPatiently(path) }
        return await AgentRun(engine, socket, signals, options).run { ReadyPipe.say(.ready, on: readiness) }
    } catch {
        ReadyPipe.say(error == .alreadyRunning ? .alreadyRunning : .failed(error.words), on: readiness)
        options.log.note(error.words)
        return 1
    }
}

/// One run of the agent: the server, and what else has a say in when the key is forgotten.
struct AgentRun: Sendable {
    /// What happens to an agent beside requests.
    private enum Event: Sendable {
        case wish(SystemSignals.Wish)
        case slept
        case socketTaken
        case serverEnded(String)
    }

    /// For how long the end waits for started sections to be removed, in seconds.
    private static let lastLock = 20.0

    private let engine: any AgentEngine
    private let socket: ListeningSocket
    private let signals: CInt
    private let options: AgentOptions
    private let sleep = SleepWatch()

    init(_ engine: any AgentEngine, _ socket: ListeningSocket, _ signals: CInt, _ options: AgentOptions) {
        (self.engine, self.socket, self.signals, self.options) = (engine, socket, signals, options)
    }

    /// Serves until an event ends it; `ready` is called once callers are answered.
    func run(_ ready: () -> Void) async -> CInt {
        let (events, report) = AsyncStream.makeStream(of: Event.self)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let tasks = [
            Task { await serve(report) },
            Task { await follow(group, report) },
            Task { await watch(report) },
            Task { await keepTime() },
        ]
        ready()
        options.log.note("listening at \(socket.path)")
        let (code, reason) = await ending(events)
        socket.remove()
        await lastLock(reason)
        for task in tasks { task.cancel() }
        return code
    }

    /// Does what events ask for, until one of them ends the agent: the exit code, and why.
    private func ending(_ events: AsyncStream<Event>) async -> (code: CInt, reason: String) {
        for await event in events {
            switch event {
            case .wish(.lock): await lock("SIGHUP")
            case .slept: await lock("the machine slept")
            case .wish(.end): return (0, "told to end")
            case .socketTaken: return (1, "the socket was taken away; ending")
            case .serverEnded(let reason): return (1, AgentError.serverEnded(reason: reason).words)
            }
        }
        return (1, "cancelled")
    }

    private func lock(_ reason: String) async {
        let removed = await engine.lock()
        options.log.note("locked: \(reason)\(removed.isEmpty ? "" : "; \(removed.count) sections removed")")
    }

    /// Locks, within bounded time: an engine that hangs does not keep the key in memory.
    private func lastLock(_ reason: String) async {
        let (first, report) = AsyncStream.makeStream(of: Bool.self)
        let work = Task {
            await lock(reason)
            report.yield(true)
        }
        let limit = Task {
            try await Task.sleep(for: .seconds(AgentRun.lastLock))
            report.yield(false)
        }
        for await finished in first {
            if !finished { options.log.note("gave up on removing started sections") }
            break
        }
        work.cancel()
        limit.cancel()
    }

    private func serve(_ report: AsyncStream<Event>.Continuation) async {
        let server = AgentServer(engine, limits: options.limits, log: options.log) {
            if sleep.hasSlept() { await lock("the machine slept") }
        }
        do {
            try await server.serve(socket)
            report.yield(.serverEnded("no more connections"))
        } catch {
            report.yield(.serverEnded("\(error)"))
        }
    }

    private func follow(_ group: MultiThreadedEventLoopGroup, _ report: AsyncStream<Event>.Continuation) async {
        do {
            try await SystemSignals.follow(signals, group) { report.yield(.wish($0)) }
        } catch {
            report.yield(.serverEnded("signals cannot be followed: \(error)"))
        }
    }

    private func watch(_ report: AsyncStream<Event>.Continuation) async {
        await every(options.tick) {
            if sleep.hasSlept() { report.yield(.slept) }
            if !socket.isInPlace { report.yield(.socketTaken) }
        }
    }

    private func keepTime() async {
        await every(options.tick) { await engine.tick() }
    }

    private func every(_ seconds: Double, _ body: () async -> Void) async {
        while true {
            do { try await Task.sleep(for: .seconds(seconds)) } catch { return }
            await body()
        }
    }
}
