import CLeappShims
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Signals that arrive while the terminal is changed for a prompt, turned into bytes on a pipe so that it can be put back first.
struct PromptSignals: ~Copyable {
    private static let caught = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]
    private static let target = Atomic<Int32>(-1)

    /// Readable when a signal came.
    let descriptor: Int32
    private let writer: Int32
    private let previous: [(signal: Int32, handler: @convention(c) (Int32) -> Void)]

    /// Catches, and `also` these, until the value ends; nil where no pipe can be made.
    init?(also: [Int32] = []) {
        var ends: [Int32] = [-1, -1]
        guard unsafe leapp_pipe(&ends) == 0 else { return nil }
        descriptor = ends[0]
        writer = ends[1]
        PromptSignals.target.store(writer, ordering: .sequentiallyConsistent)
        var previous: [(signal: Int32, handler: @convention(c) (Int32) -> Void)] = []
        for signal in PromptSignals.caught + also {
            let handler = Self.install(signal)
            if let handler { previous.append((signal, handler)) }
        }
        self.previous = previous
    }

    deinit {
        for (number, handler) in previous { _ = signal(number, handler) }
        PromptSignals.target.store(-1, ordering: .sequentiallyConsistent)
        close(descriptor)
        close(writer)
    }

    /// The signal that came; nil where none did.
    borrowing func next() -> Int32? {
        var byte: UInt8 = 0
        let count = unsafe read(descriptor, &byte, 1)
        return count == 1 ? Int32(byte) : nil
    }

    private static func install(_ number: Int32) -> (@convention(c) (Int32) -> Void)? {
        signal(number) { number in
            let saved = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = unsafe write(PromptSignals.target.load(ordering: .sequentiallyConsistent), &byte, 1)
            errno = saved
        }
    }
}
