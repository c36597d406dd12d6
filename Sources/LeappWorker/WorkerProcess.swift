import Dispatch
import Glibc
import LeappAWS
import LeappCrypto
import Synchronization

/// A living worker: the channel to it, and its end.
final class WorkerProcess: Sendable {
    /// What is said and heard.
    let channel: FrameChannel
    private let process: Mutex<pid_t?>

    /// Starts one.
    init(_ launch: WorkerLaunch) throws(AWSError) {
        let (descriptor, process) = try launch.start()
        channel = FrameChannel(owning: descriptor)
        self.process = Mutex(process)
    }

    deinit { end {} }

    /// Kills the process, which holds nothing that could be lost, and calls `done` when it is gone.
    func end(_ done: @escaping @Sendable () -> Void) {
        channel.close()
        let process = process.withLock { process in
            defer { process = nil }
            return process
        }
        guard let process else { return done() }
        kill(process, SIGKILL)
        DispatchQueue.global().async {
            var status: Int32 = 0
            while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
            done()
        }
    }

    /// Kills the process and waits until it is gone, and its memory with it.
    func ended() async {
        await withCheckedContinuation { continuation in end { continuation.resume() } }
    }
}
