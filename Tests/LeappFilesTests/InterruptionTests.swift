import LeappBytes
import LeappCrypto
import LeappFilesTesting
import Synchronization
import Testing

@testable import LeappFiles

/// Signals that cut off the real system calls (EINTR): nobody notices.
@Suite struct InterruptionTests {
    /// Cuts off each call that is made, twice.
    private final class Signals: Sendable {
        private let state = Mutex<(left: Int, seen: Set<FileOperation>)>((2, []))

        func interrupts(_ operation: FileOperation) -> Bool {
            state.withLock { state in
                state.seen.insert(operation)
                state.left = state.left == 0 ? 2 : state.left - 1
                return state.left > 0
            }
        }

        var seen: Set<FileOperation> { state.withLock { $0.seen } }
    }

    @Test func everyCallIsBegunAgain() throws {
        let folder = try TemporaryDirectory()
        let signals = Signals()
        let disk = POSIXFileSystem { signals.interrupts($0) }
        let bytes = [UInt8](repeating: 7, count: 300_000)
        folder.link("link", to: "a")
        try disk.createDirectories(folder("d/e"))
        for content in [[1, 2, 3], bytes] {
            try DurableFile(folder("link"), on: disk, randomness: .system).replace(with: content.rawSpan, mode: .exactly(0o640))
            #expect(try disk.readFile(folder("a"), limit: 1 << 20) == content)
        }
        #expect(try folder.mode(of: "a") == 0o640)
        #expect(try disk.names(in: folder.path).sorted() == ["a", "d", "link"])
        let lock = try FileLock(folder("l"), on: disk, wait: LockWait(limitMilliseconds: 0) { _ in })
        #expect(throws: FileError.lockHeld(path: folder("l"), waitedMilliseconds: 0)) {
            _ = try FileLock(folder("l"), on: disk, wait: LockWait(limitMilliseconds: 0) { _ in })
        }
        _ = consume lock
        try disk.withFile(folder("l"), for: .locking) { file throws(FileError) in
            try disk.setOwner(user: nil, group: try disk.metadata(of: file).groupID, of: file)
        }
        try disk.remove(folder("l"))
        #expect(try disk.isLocal(folder.path) == POSIXFileSystem().isLocal(folder.path))
        #expect(throws: FileError.failed(.remove, path: folder("l"), code: 2)) { try disk.remove(folder("l")) }
        #expect(
            signals.seen == [
                .open, .create, .read, .write, .inspect, .lock, .close, .rename, .remove, .synchronize, .setMode, .setOwner,
                .createDirectory, .readLink,
            ])
        let open = try POSIXFileSystem().names(in: "/proc/self/fd").filter { name in
            (try? POSIXFileSystem().linkTarget("/proc/self/fd/\(name)"))?.hasPrefix(folder.path) ?? false
        }
        #expect(open.isEmpty)
    }
}
