import Glibc
import LeappAWS
import LeappBytes
import LeappCrypto
import Synchronization

@testable import LeappWorker

/// A server in this process that answers each request when it is told to.
final class GatedTransport: HTTPTransport {
    private let gate = AsyncStream<Void>.makeStream()
    private let isOpen: Mutex<Bool>
    private let arrivals = AsyncStream<Void>.makeStream()

    /// A transport that answers at once, or only when cancelled.
    init(isOpen: Bool) { self.isOpen = Mutex(isOpen) }

    /// Waits until a request has come.
    func arrival() async { for await _ in arrivals.stream { return } }

    func send(_ request: HTTPRequest) async throws(TransportFault) -> HTTPResponse {
        arrivals.continuation.yield()
        if !isOpen.withLock({ $0 }) {
            for await _ in gate.stream {}
            throw .answerLost
        }
        let body = """
            <GetCallerIdentityResponse><GetCallerIdentityResult><Arn>\(request.url.host)</Arn><UserId>u</UserId>\
            <Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>
            """
        return HTTPResponse(status: 200, headers: [], body: body.secret)
    }
}

/// Sleepers that wake when the test says so, by how long they wanted to sleep.
final class ManualSleep: Sendable {
    private struct State {
        var sleepers: [(Int64, AsyncStream<Void>.Continuation)] = []
    }

    private let state = Mutex(State())
    private let began = AsyncStream<Int64>.makeStream()

    var effects: AWSEffects {
        AWSEffects(
            now: { 1_795_338_300_000 }, uptime: { 0 },
            sleep: { (duration: Int64) async throws(CancellationError) in
                let gate = AsyncStream<Void>.makeStream()
                self.state.withLock { $0.sleepers.append((duration, gate.continuation)) }
                self.began.continuation.yield(duration)
                for await _ in gate.stream { return }
                throw CancellationError()
            }, random: { 0 })
    }

    /// Waits until someone sleeps for `duration`, and wakes all who do.
    func wake(_ duration: Int64) async {
        for await begun in began.stream where begun == duration { break }
        let woken = state.withLock { state in state.sleepers.filter { $0.0 == duration }.map(\.1) }
        for continuation in woken { continuation.yield() }
    }
}

/// Workers that are tasks of this process, and how many there were.
final class InProcessWorkers: Sendable {
    private let transport: any HTTPTransport
    private let count = Mutex(0)

    init(_ transport: any HTTPTransport) { self.transport = transport }

    var started: Int { count.withLock { $0 } }

    var launch: WorkerLaunch {
        WorkerLaunch { () throws(AWSError) in
            self.count.withLock { $0 += 1 }
            let (ours, theirs) = try WorkerLaunch.socketPair()
            let server = WorkerServer(
                channel: FrameChannel(owning: theirs), transport: self.transport, effects: ManualSleep().effects)
            Task { await server.serve() }
            return (ours, nil)
        }
    }
}
