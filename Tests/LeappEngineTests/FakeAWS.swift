import LeappAWS
import LeappBytes
import LeappCrypto
import Synchronization

/// AWS as far as the broker sees it: it counts calls, and answers when it is let.
final class FakeAWS: AWSCaller {
    private struct State {
        var calls: [AWSCall] = []
        var refusal: AWSError?
        var life: Int64 = 3600
        var gate: [CheckedContinuation<Void, Never>] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Int64
    let clockSkew: Int64 = 0

    init(now: @escaping @Sendable () -> Int64) { self.now = now }

    var calls: [AWSCall] { state.withLock { $0.calls } }
    var waiting: Int { state.withLock { $0.gate.count } }

    func refuse(_ error: AWSError?) { state.withLock { $0.refusal = error } }
    func setLife(_ seconds: Int64) { state.withLock { $0.life = seconds } }
    func close() { state.withLock { $0.isClosed = true } }

    func open() {
        let waiting = state.withLock { state in
            state.isClosed = false
            defer { state.gate = [] }
            return state.gate
        }
        for continuation in waiting { continuation.resume() }
    }

    func call(_ call: AWSCall) async throws(AWSError) -> AWSAnswer {
        let (number, refusal, life, isClosed) = state.withLock { state in
            state.calls.append(call)
            return (state.calls.count, state.refusal, state.life, state.isClosed)
        }
        if isClosed {
            await withCheckedContinuation { continuation in
                let passes = state.withLock { state in
                    if state.isClosed { state.gate.append(continuation) }
                    return !state.isClosed
                }
                if passes { continuation.resume() }
            }
        }
        if let refusal { throw refusal }
        return .credentials(
            Credentials(
                accessKeyID: "ASIA\(number)", secretAccessKey: secret("secret\(number)"), sessionToken: secret("token\(number)"),
                expiration: now() / 1000 + life))
    }
}

final class TestClock: Sendable {
    private let time = Atomic<Int64>(1_800_000_000_000)
    var now: Int64 { time.load(ordering: .relaxed) }
    func advance(seconds: Int64) { time.wrappingAdd(seconds * 1000, ordering: .relaxed) }
}

func secret(_ text: String) -> SecretSlice { SecretSlice(copying: Array(text.utf8).rawSpan) }
