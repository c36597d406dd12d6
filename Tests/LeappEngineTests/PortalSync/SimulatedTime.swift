import LeappAWS
import Synchronization

/// A clock that only its sleepers move: when nobody has anything to do, it is the time for which the next one waits.
final class SimulatedTime: Sendable {
    private struct State {
        var now: Int64 = 0
        var sleepers: [Int: (due: Int64, wake: CheckedContinuation<Void, Never>)] = [:]
        var last = 0
        var cancelled: Set<Int> = []
    }

    private let state = Mutex(State())

    var now: Int64 { state.withLock { $0.now } }

    var effects: AWSEffects {
        AWSEffects(
            now: { 1_800_000_000_000 + self.now }, uptime: { self.now },
            sleep: { (duration: Int64) async throws(CancellationError) in
                await self.pass(duration)
                if Task.isCancelled { throw CancellationError() }
            },
            random: { 0.5 })
    }

    /// Returns when so many milliseconds have passed, or the task is cancelled.
    func pass(_ duration: Int64) async {
        let id = state.withLock { state in
            state.last += 1
            return state.last
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.cancelled.remove(id) != nil || duration <= 0 { return true }
                    state.sleepers[id] = (state.now + duration, continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                if state.sleepers[id] == nil { state.cancelled.insert(id) }
                return state.sleepers.removeValue(forKey: id)
            }
            sleeper?.wake.resume()
        }
    }

    /// Runs `body` while time passes.
    func run<Value>(_ body: () async throws -> Value) async throws -> Value {
        let mover = Task {
            while !Task.isCancelled {
                for _ in 0..<30 { await Task.yield() }
                self.advance()
            }
        }
        defer { mover.cancel() }
        return try await body()
    }

    private func advance() {
        let sleeper = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let next = state.sleepers.min(by: { ($0.value.due, $0.key) < ($1.value.due, $1.key) }) else { return nil }
            state.sleepers[next.key] = nil
            state.now = max(state.now, next.value.due)
            return next.value.wake
        }
        sleeper?.resume()
    }
}
