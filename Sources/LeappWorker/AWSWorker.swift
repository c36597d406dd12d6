public import LeappAWS
import LeappBytes
import LeappCrypto

/// Asks AWS through a process of its own, which is started when needed and ended when idle, on request, or when it misbehaves.
///
/// What TLS, HTTP and parsers leave in memory goes with that process, and a fault in them is not one of this process. Calls run
/// side by side. A worker that dies fails the calls that wait for it; the next call starts another.
public actor AWSWorker: AWSCaller {
    private let launch: WorkerLaunch
    private let effects: AWSEffects
    private let idleMilliseconds: Int64
    private var worker: WorkerProcess?
    private var listener: Task<Void, Never>?
    private var idling: Task<Void, Never>?
    private var waiting: [UInt64: Waiting] = [:]
    private var lastID: UInt64 = 0
    private var skew: Int64 = 0

    /// How much longer than a call may take the worker's answer is waited for, in milliseconds.
    static let grace: Int64 = 5_000

    /// Someone who waits for an answer.
    private struct Waiting {
        let continuation: CheckedContinuation<Result<AWSAnswer, AWSError>, Never>
        let deadline: Task<Void, Never>
    }

    /// A caller whose workers are `executable aws-worker`; a worker without calls for `idleMilliseconds` is ended.
    public init(executable: String, idleMilliseconds: Int64 = 60_000) {
        self.init(launch: .process(executable), effects: .system, idleMilliseconds: idleMilliseconds)
    }

    init(launch: WorkerLaunch, effects: AWSEffects, idleMilliseconds: Int64) {
        self.launch = launch
        self.effects = effects
        self.idleMilliseconds = idleMilliseconds
    }

    public var clockSkew: Int64 { skew }

    public func call(_ call: AWSCall) async throws(AWSError) -> AWSAnswer {
        lastID += 1
        let id = lastID
        let frame = WorkerRequest.call(id: id, clockSkew: skew, call).encoded()
        guard frame.count <= frameLimit else { throw .worker(.tooLarge) }
        let worker = try running()
        idling?.cancel()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Result<AWSAnswer, AWSError>, Never>) in
                guard !Task.isCancelled else { return continuation.resume(returning: .failure(.cancelled)) }
                waiting[id] = Waiting(continuation: continuation, deadline: watch(id, milliseconds: call.timeout))
                worker.channel.send(frame)
            }
        } onCancel: {
            Task { await self.cancel(id) }
        }
        if waiting.isEmpty { rest() }
        return try result.get()
    }

    /// Ends the worker, if there is one, and returns when it is gone. Waiting calls fail; later calls start another.
    public func stop() async {
        await end(.stopped)?.ended()
    }

    /// Whether a worker is alive, as far as is known.
    var isRunning: Bool { worker != nil }

    private func running() throws(AWSError) -> WorkerProcess {
        if let worker { return worker }
        let started = try WorkerProcess(launch)
        worker = started
        let frames = started.channel.frames
        listener = Task { [weak self, weak started] in
            for await frame in frames { await self?.heard(frame, from: started) }
            await self?.lost(started)
        }
        return started
    }

    private func heard(_ frame: SecretArena, from source: WorkerProcess?) {
        guard let source, source === worker else { return }
        do {
            let reply = try WorkerReply(parsing: frame)
            skew = reply.clockSkew
            finish(reply.id, reply.result)
        } catch {
            end(.garbled)?.end {}
        }
    }

    private func lost(_ source: WorkerProcess?) {
        guard let source, source === worker else { return }
        end(.ended)?.end {}
    }

    /// Forgets the worker and fails those who wait for it; the caller ends the process that is returned.
    @discardableResult
    private func end(_ fault: WorkerFault) -> WorkerProcess? {
        idling?.cancel()
        listener?.cancel()
        let ended = worker
        worker = nil
        for id in waiting.keys { finish(id, .failure(.worker(fault))) }
        return ended
    }

    private func finish(_ id: UInt64, _ result: Result<AWSAnswer, AWSError>) {
        guard let waiter = waiting.removeValue(forKey: id) else { return }
        waiter.deadline.cancel()
        waiter.continuation.resume(returning: result)
    }

    private func cancel(_ id: UInt64) {
        guard waiting[id] != nil else { return }
        worker?.channel.send(WorkerRequest.cancel(id: id).encoded())
        finish(id, .failure(.cancelled))
    }

    private func watch(_ id: UInt64, milliseconds: Int64) -> Task<Void, Never> {
        Task { [weak self, effects] in
            let limit = min(max(milliseconds, 0), 3_600_000) + AWSWorker.grace
            do { try await effects.sleep(limit) } catch { return }
            await self?.expired(id)
        }
    }

    /// The worker keeps its own deadlines; one that does not is broken.
    private func expired(_ id: UInt64) {
        guard waiting[id] != nil else { return }
        end(.silent)?.end {}
    }

    private func rest() {
        guard let resting = worker else { return }
        idling?.cancel()
        idling = Task { [weak self, effects, idleMilliseconds] in
            do { try await effects.sleep(idleMilliseconds) } catch { return }
            await self?.endIfIdle(resting)
        }
    }

    private func endIfIdle(_ resting: WorkerProcess) {
        guard resting === worker, waiting.isEmpty, !Task.isCancelled else { return }
        end(.stopped)?.end {}
    }
}
