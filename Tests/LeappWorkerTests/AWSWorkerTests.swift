import Glibc
import LeappAWS
import LeappBytes
import LeappCrypto
import Synchronization
import Testing

@testable import LeappWorker

@Suite struct AWSWorkerTests {
    private let sleep = ManualSleep()

    private static func call(_ region: String = "eu-west-1", timeout: Int64 = 1000) -> AWSCall {
        AWSCall(
            .getCallerIdentity, region: region, credentials: Credentials(accessKeyID: "A", secretAccessKey: "s".secret),
            environment: AWSEnvironment([:]), timeout: timeout)
    }

    private func ask(_ worker: AWSWorker, _ call: AWSCall = call()) async -> Result<AWSAnswer, AWSError> {
        do throws(AWSError) { return .success(try await worker.call(call)) } catch { return .failure(error) }
    }

    private func error(_ result: Result<AWSAnswer, AWSError>) -> AWSError? {
        if case .failure(let error) = result { error } else { nil }
    }

    @Test func callsSideBySideEachGetTheirOwnAnswer() async {
        let workers = InProcessWorkers(GatedTransport(isOpen: true))
        let worker = AWSWorker(launch: workers.launch, effects: sleep.effects, idleMilliseconds: 99)
        let regions = (0..<100).map { "region-\($0)" }
        let arns = await withTaskGroup(of: (String, String).self) { group in
            for region in regions {
                group.addTask {
                    guard case .success(.identity(let identity)) = await ask(worker, Self.call(region)) else {
                        return (region, "")
                    }
                    return (region, identity.arn)
                }
            }
            return await group.reduce(into: [String: String]()) { $0[$1.0] = $1.1 }
        }
        for region in regions { #expect(arns[region] == "sts.\(region).amazonaws.com") }
        #expect(workers.started == 1)
        await worker.stop()
    }

    @Test func aWorkerThatEndsFailsWhoWaitsAndIsReplaced() async {
        let launches = Mutex(0)
        let healthy = InProcessWorkers(GatedTransport(isOpen: true))
        let launch = WorkerLaunch { () throws(AWSError) in
            let isFirst = launches.withLock { launches in
                launches += 1
                return launches == 1
            }
            guard isFirst else { return try healthy.launch.start() }
            let (ours, theirs) = try WorkerLaunch.socketPair()
            close(theirs)
            return (ours, nil)
        }
        let worker = AWSWorker(launch: launch, effects: sleep.effects, idleMilliseconds: 99)
        #expect(error(await ask(worker)) == .worker(.ended))
        #expect(error(await ask(worker)) == nil)
        await worker.stop()
    }

    @Test func aRealProcessThatEndsFailsWhoWaits() async {
        let worker = AWSWorker(launch: .process("/bin/true"), effects: sleep.effects, idleMilliseconds: 99)
        #expect(error(await ask(worker)) == .worker(.ended))
        await worker.stop()
    }

    @Test func aProgramThatIsNotThereIsSaid() async {
        let worker = AWSWorker(launch: .process("/nowhere/leapp"), effects: sleep.effects, idleMilliseconds: 99)
        #expect(error(await ask(worker)) == .worker(.notStarted(errno: ENOENT)))
    }

    @Test(arguments: [[0, 0, 0, 1, 0xFF], [0, 0, 0, 2, 0x81, 0x00], [0, 0, 0, 1, 0xF6]] as [[UInt8]])
    func aWorkerThatTalksNonsenseIsEnded(_ nonsense: [UInt8]) async {
        let launch = WorkerLaunch { () throws(AWSError) in
            let (ours, theirs) = try WorkerLaunch.socketPair()
            _ = unsafe nonsense.withUnsafeBytes { unsafe write(theirs, $0.baseAddress, $0.count) }
            return (ours, nil)  // the other end stays open: only what it said is wrong
        }
        let worker = AWSWorker(launch: launch, effects: sleep.effects, idleMilliseconds: 99)
        #expect(error(await ask(worker)) == .worker(.garbled))
        let isRunning = await worker.isRunning
        #expect(!isRunning)
    }

    @Test(arguments: [[0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0], [0, 4, 0, 1]] as [[UInt8]])
    func aFrameOfAnUnlawfulLengthIsTheEnd(_ head: [UInt8]) async throws {
        let (ours, theirs) = try WorkerLaunch.socketPair()
        let channel = FrameChannel(owning: ours)
        _ = unsafe head.withUnsafeBytes { unsafe write(theirs, $0.baseAddress, $0.count) }
        var count = 0
        for await _ in channel.frames { count += 1 }
        #expect(count == 0)
        close(theirs)
    }

    @Test func aCancelledCallEndsAndTheOthersGoOn() async {
        let transport = GatedTransport(isOpen: false)
        let workers = InProcessWorkers(transport)
        let worker = AWSWorker(launch: workers.launch, effects: sleep.effects, idleMilliseconds: 99)
        let task = Task { await ask(worker) }
        await transport.arrival()
        task.cancel()
        #expect(error(await task.value) == .cancelled)
        let isRunning = await worker.isRunning
        #expect(isRunning)
        await worker.stop()
    }

    @Test func stopFailsWhoWaits() async {
        let transport = GatedTransport(isOpen: false)
        let worker = AWSWorker(launch: InProcessWorkers(transport).launch, effects: sleep.effects, idleMilliseconds: 99)
        let task = Task { await ask(worker) }
        await transport.arrival()
        await worker.stop()
        #expect(error(await task.value) == .worker(.stopped))
        let isRunning = await worker.isRunning
        #expect(!isRunning)
    }

    @Test func aSilentWorkerIsEndedAfterTheDeadline() async {
        let transport = GatedTransport(isOpen: false)
        let worker = AWSWorker(launch: InProcessWorkers(transport).launch, effects: sleep.effects, idleMilliseconds: 99)
        let task = Task { await ask(worker) }
        await sleep.wake(1000 + AWSWorker.grace)
        #expect(error(await task.value) == .worker(.silent))
    }

    @Test func anIdleWorkerIsEndedAndTheNextCallStartsAnother() async {
        let workers = InProcessWorkers(GatedTransport(isOpen: true))
        let worker = AWSWorker(launch: workers.launch, effects: sleep.effects, idleMilliseconds: 99)
        #expect(error(await ask(worker)) == nil)
        await sleep.wake(99)
        while await worker.isRunning { await Task.yield() }
        #expect(error(await ask(worker)) == nil)
        #expect(workers.started == 2)
        await worker.stop()
    }

    @Test func aCallThatNoFrameCanCarryIsNotSent() async {
        let workers = InProcessWorkers(GatedTransport(isOpen: true))
        let worker = AWSWorker(launch: workers.launch, effects: sleep.effects, idleMilliseconds: 99)
        let call = Self.call(String(repeating: "r", count: frameLimit))
        #expect(error(await ask(worker, call)) == .worker(.tooLarge))
        #expect(workers.started == 0)
    }
}
