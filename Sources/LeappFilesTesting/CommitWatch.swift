import CSQLite
import Synchronization

/// Tells of each transaction that a SQLite database of this process is about to commit, and can refuse it.
///
/// A commit counts as one step: SQLite makes it durable and atomic by its journal (`synchronous = EXTRA`).
enum CommitWatch {
    /// Who is asked for which database; false refuses the commit.
    private static let watchers = Mutex<[String: @Sendable () -> Bool]>([:])

    /// Asks `mayCommit` before each commit of the database at `path`, on connections that are opened from now on; nil ends it.
    static func watch(_ path: String, _ mayCommit: (@Sendable () -> Bool)?) {
        _ = isInstalled
        watchers.withLock { $0[path] = mayCommit }
    }

    private typealias Entry =
        @convention(c) (OpaquePointer?, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, OpaquePointer?) -> Int32

    /// Every connection that SQLite opens gets a commit hook.
    private static let isInstalled: Bool = {
        let entry: Entry = { connection, _, _ in
            unsafe sqlite3_commit_hook(
                connection, { unsafe CommitWatch.mayCommit(OpaquePointer($0)) ? 0 : 1 }, UnsafeMutableRawPointer(connection))
            return SQLITE_OK
        }
        return unsafe sqlite3_auto_extension(unsafeBitCast(entry, to: (@convention(c) () -> Void).self)) == SQLITE_OK
    }()

    private static func mayCommit(_ connection: OpaquePointer?) -> Bool {
        guard let name = unsafe sqlite3_db_filename(connection, "main") else { return true }
        let path = unsafe String(cString: name)
        guard let watcher = watchers.withLock({ $0[path] }) else { return true }
        return watcher()
    }
}
