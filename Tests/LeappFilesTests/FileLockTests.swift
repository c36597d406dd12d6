import LeappBytes
import LeappCrypto
import LeappFiles
import LeappFilesTesting
import Synchronization
import Testing

@Suite struct FileLockTests {
    let folder: TemporaryDirectory
    let disk = POSIXFileSystem()

    init() throws { folder = try TemporaryDirectory() }

    @Test func aHeldLockIsWaitedForAndThenNamed() throws {
        let held = try FileLock(folder("l"), on: disk, wait: .upTo(milliseconds: 0))
        let pauses = Mutex<[Int]>([])
        let wait = LockWait(limitMilliseconds: 100) { pause in pauses.withLock { $0.append(pause) } }
        var caught: FileError?
        do throws(FileError) { _ = try FileLock(folder("l"), on: disk, wait: wait) } catch { caught = error }
        guard case .lockHeld(folder("l"), let waited) = caught else {
            Issue.record("\(String(describing: caught))")
            return
        }
        #expect(waited >= 100)
        let total = pauses.withLock { $0.reduce(0, +) }
        #expect(total == 100)
        #expect(pauses.withLock { $0.allSatisfy { $0 >= 1 } })
        _ = consume held
    }

    @Test func aReleasedLockIsFree() throws {
        for _ in 0..<3 {
            let lock = try FileLock(folder("l"), on: disk, wait: .upTo(milliseconds: 0))
            _ = consume lock
        }
        #expect(try folder.mode(of: "l") == 0o600)
    }

    @Test func theWaitEndsWhenTheHolderLetsGo() throws {
        let held = Mutex<FileLock?>(try FileLock(folder("l"), on: disk, wait: .upTo(milliseconds: 0)))
        let wait = LockWait(limitMilliseconds: 1000) { _ in held.withLock { $0 = nil } }
        let lock = try FileLock(folder("l"), on: disk, wait: wait)
        #expect(lock.path == folder("l"))
    }

    @Test func aLockFileThatWasReplacedDoesNotCount() throws {
        let first = try FileLock(folder("l"), on: disk, wait: .upTo(milliseconds: 0))
        try disk.remove(folder("l"))
        let second = try FileLock(folder("l"), on: disk, wait: .upTo(milliseconds: 0))
        var third: FileError?
        do throws(FileError) { _ = try FileLock(folder("l"), on: disk, wait: .upTo(milliseconds: 0)) } catch { third = error }
        #expect(third != nil)
        _ = consume first
        _ = consume second
    }

    @Test func aLinkInThePlaceOfTheLockFileIsRefused() throws {
        folder.write([1], to: "other")
        folder.link("l", to: "other")
        var caught: FileError?
        do throws(FileError) { _ = try FileLock(folder("l"), on: disk, wait: .upTo(milliseconds: 0)) } catch { caught = error }
        #expect(caught != nil)
    }

    @Test func manyWritersUnderOneLockLoseNothing() async throws {
        let folder = self.folder
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { @concurrent in
                    let disk = POSIXFileSystem()
                    for _ in 0..<25 {
                        let lock = try FileLock(folder("l"), on: disk, wait: .upTo(milliseconds: 60_000))
                        let old =
                            try disk.metadata(at: folder("n"), followingLinks: false) == nil
                            ? [] : disk.readFile(folder("n"), limit: 10_000)
                        let file = DurableFile(folder("n"), on: disk, randomness: .system)
                        try file.replace(with: (old + [1]).rawSpan, mode: .exactly(0o600))
                        _ = consume lock
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try disk.readFile(folder("n"), limit: 10_000).count == 100)
    }
}
