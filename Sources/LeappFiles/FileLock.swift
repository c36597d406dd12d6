/// An exclusive `flock` on a lock file, held until the value ends; a killed process holds none.
///
/// The lock file is a file of its own, since a rename gives the guarded file another inode. It is never removed.
public struct FileLock: ~Copyable, Sendable {
    /// The lock file's path.
    public let path: String
    private let file: OpenFile
    private let disk: any FileSystem

    /// Takes the lock, waiting for another holder as long as `wait` allows; then it throws
    /// ``FileError/lockHeld(path:waitedMilliseconds:)``.
    public init(_ path: String, on disk: any FileSystem, wait: LockWait) throws(FileError) {
        var waited = 0
        var interval = 1
        while true {
            if let file = try FileLock.attempt(path, on: disk) {
                self.path = path
                self.file = file
                self.disk = disk
                return
            }
            guard waited < wait.limitMilliseconds else { throw .lockHeld(path: path, waitedMilliseconds: waited) }
            wait.pause(min(interval, wait.limitMilliseconds - waited))
            waited += interval
            interval = min(interval * 2, 16)
        }
    }

    deinit { disk.abandon(file) }

    /// Runs `body` while `lock` is held, where there is one: a borrowed lock lives until the call returns.
    public static func holding<Value: ~Copyable, Failure>(
        _ lock: borrowing FileLock?, _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value { try body() }

    /// The open lock file if it could be locked and still is what lies at `path`.
    private static func attempt(_ path: String, on disk: any FileSystem) throws(FileError) -> OpenFile? {
        let file = try disk.open(path, for: .locking)
        do throws(FileError) {
            if try disk.tryLock(file) {
                let own = try disk.metadata(of: file).version
                let current = try disk.metadata(at: path, followingLinks: false)?.version
                if own.inode == current?.inode, own.device == current?.device { return file }
            }
        } catch {
            disk.abandon(file)
            throw error
        }
        try disk.close(file)
        return nil
    }
}

/// How long, and by what clock, to wait for a lock.
public struct LockWait: Sendable {
    /// The longest wait.
    public let limitMilliseconds: Int
    /// Lets this many milliseconds pass.
    public let pause: @Sendable (Int) -> Void

    /// Waits up to `limitMilliseconds` in steps that `pause` lets pass.
    public init(limitMilliseconds: Int, pause: @escaping @Sendable (Int) -> Void) {
        self.limitMilliseconds = limitMilliseconds
        self.pause = pause
    }
}
