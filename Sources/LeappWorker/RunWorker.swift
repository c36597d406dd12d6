import CLeappShims
import Glibc
import LeappAWS
import LeappHTTP

/// The worker process: hardens itself, answers calls that come over its socket, and returns when the parent is
/// gone. Says false, without having read anything, where it could not harden itself or was not started by an ``AWSWorker``.
public func runWorker() async -> Bool {
    guard leapp_harden_process() == 0 else { return false }
    var type: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    guard unsafe getsockopt(WorkerLaunch.descriptor, SOL_SOCKET, SO_TYPE, &type, &length) == 0 else { return false }
    let transport = AsyncHTTPTransport()
    await WorkerServer(channel: FrameChannel(owning: WorkerLaunch.descriptor), transport: transport, effects: .system).serve()
    await transport.shutDown()
    return true
}
