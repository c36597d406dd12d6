import CLeappShims
import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// The signals that the agent acts on, as they arrive.
///
/// They are caught by a function that does no more than write their number into a pipe: caught, not blocked or ignored, so that
/// programs that the agent starts get the system's defaults.
enum SystemSignals {
    /// What a signal asks the agent for.
    enum Wish: Equatable, Sendable {
        /// SIGHUP: lock, and stay.
        case lock
        /// SIGTERM, SIGINT: lock, clean and end.
        case end
    }

    private static let pipe = Atomic<CInt>(-1)

    /// Catches the signals from now on, and ignores SIGPIPE; returns the end of the pipe where their numbers come out.
    static func catchAll() throws(AgentError) -> CInt {
        var ends: [CInt] = [-1, -1]
        guard unsafe leapp_pipe(&ends) == 0 else { throw .failed(call: "pipe", path: "for signals", errno: errno) }
        pipe.store(ends[1], ordering: .sequentiallyConsistent)
        for number in [SIGHUP, SIGTERM, SIGINT] { catchSignal(number) }
        signal(SIGPIPE, SIG_IGN)
        return ends[0]
    }

    /// Hands every wish that comes out of `descriptor` to `act` until the task is cancelled; closes the descriptor.
    static func follow(
        _ descriptor: CInt, _ group: MultiThreadedEventLoopGroup, _ act: @escaping @Sendable (Wish) -> Void
    ) async throws {
        let channel = try await NIOPipeBootstrap(group: group).takingOwnershipOfDescriptor(input: descriptor) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, Never>(wrappingChannelSynchronously: channel)
            }
        }
        try await channel.executeThenClose { pieces in
            for try await piece in pieces {
                for number in piece.readableBytesView { act(CInt(number) == SIGHUP ? .lock : .end) }
            }
        }
    }

    private static func catchSignal(_ number: CInt) {
        signal(number) { number in
            let kept = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = unsafe write(SystemSignals.pipe.load(ordering: .sequentiallyConsistent), &byte, 1)
            errno = kept
        }
    }
}
