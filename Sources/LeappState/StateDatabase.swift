import LeappBytes
public import LeappCrypto
public import LeappFiles
import Synchronization

/// What leapp knows on this machine only: pins, replica ids, and what it wrote into `~/.aws` (workspace.md,
/// "Machine-local state"). Nothing secret is in it.
///
/// One SQLite file of mode 0600; any number of threads and processes may use it at once. A database that is lost or damaged
/// is begun anew, so nothing in it may be the only copy of what cannot be found out again.
public final class StateDatabase: Sendable {
    /// How the database came to be when it was opened.
    public enum Birth: Equatable, Sendable {
        /// It was there.
        case existing
        /// There was none: a first start, or it was deleted; no pin is known.
        case created
        /// The old one was damaged and has been moved to `movedTo`; no pin is known.
        case replaced(movedTo: String)
    }

    /// How the database came to be, for the caller to say once.
    public let birth: Birth
    /// The database's path.
    public let path: String
    private let connection: Mutex<Connection>

    /// Opens the database, making or replacing it where that is needed; its folder must exist.
    ///
    /// A newer schema is refused with ``StateError/newerVersion(path:found:known:)`` and left alone.
    public init(
        path: String, on disk: any FileSystem, randomness: Randomness, wait: LockWait
    ) throws(StateError) {
        self.path = path
        let busy = Int32(clamping: wait.limitMilliseconds)
        let opening = StateOpening(path: path, disk: disk, randomness: randomness, busyMilliseconds: busy)
        let lock: FileLock
        do throws(FileError) { lock = try FileLock(path + ".lock", on: disk, wait: wait) } catch { throw .file(error) }
        let opened = try opening.open()
        birth = opened.birth
        connection = Mutex(opened.connection)
        _ = consume lock
    }

    /// Runs `body` alone on the connection.
    func read<Value: Sendable>(_ body: (borrowing Connection) throws(StateError) -> Value) throws(StateError) -> Value {
        try locked(body)
    }

    /// Runs `body` in one transaction.
    func write<Value: Sendable>(_ body: (borrowing Connection) throws(StateError) -> Value) throws(StateError) -> Value {
        try locked { connection throws(StateError) in try connection.transaction(body) }
    }

    private func locked<Value: Sendable>(
        _ body: (borrowing Connection) throws(StateError) -> Value
    ) throws(StateError) -> Value {
        let result: Result<Value, StateError> = connection.withLock { connection in
            do throws(StateError) { return .success(try body(connection)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}
