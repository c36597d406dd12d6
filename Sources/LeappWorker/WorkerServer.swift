import LeappAWS
import LeappCrypto
import Synchronization

/// The worker's work: calls come in, run side by side, and are answered when they are done.
final class WorkerServer: Sendable {
    private let channel: FrameChannel
    private let transport: any HTTPTransport
    private let effects: AWSEffects
    private let calls = Mutex<[UInt64: Task<Void, Never>]>([:])

    /// A server of the parent behind `channel`.
    init(channel: FrameChannel, transport: any HTTPTransport, effects: AWSEffects) {
        self.channel = channel
        self.transport = transport
        self.effects = effects
    }

    /// Serves until the parent is gone or says what is no request; calls that still run are cancelled and waited for.
    func serve() async {
        var client: AWSClient?
        for await frame in channel.frames {
            guard let request = try? WorkerRequest(parsing: frame) else { break }
            switch request {
            case .call(let id, let clockSkew, let call):
                // The parent's knowledge of the clock outlives its workers.
                let asked = client ?? AWSClient(transport: transport, effects: effects, clockSkew: clockSkew)
                client = asked
                start(id, call, asked)
            case .cancel(let id): calls.withLock { $0[id] }?.cancel()
            }
        }
        channel.close()
        let left = calls.withLock { Array($0.values) }
        for task in left { task.cancel() }
        for task in left { await task.value }
    }

    private func start(_ id: UInt64, _ call: AWSCall, _ client: AWSClient) {
        // Under the lock, so that a call that is done at once finds itself to remove.
        calls.withLock { calls in
            calls[id] = Task { [channel] in
                let result: Result<AWSAnswer, AWSError>
                do throws(AWSError) { result = .success(try await client.call(call)) } catch { result = .failure(error) }
                channel.send(WorkerReply(id: id, clockSkew: await client.clockSkew, result: result).encoded())
                self.calls.withLock { $0[id] = nil }
            }
        }
    }
}
