import LeappBytes
import LeappCrypto
import LeappFiles

/// Opening the database: create, check, replace what is damaged, migrate. The caller holds the opening lock.
struct StateOpening {
    let path: String
    let disk: any FileSystem
    let randomness: Randomness
    let busyMilliseconds: Int32

    /// An open connection and how the database came to be.
    struct Opened: ~Copyable {
        let connection: Connection
        let birth: StateDatabase.Birth
    }

    func open() throws(StateError) -> Opened {
        let existed = try files { () throws(FileError) in try secureExisting() }
        do throws(StateError) {
            return Opened(connection: try connect(), birth: existed ? .existing : .created)
        } catch {
            guard case .damaged = error else { throw error }
        }
        let moved = try files { () throws(FileError) in try moveAside() }
        return Opened(connection: try connect(), birth: .replaced(movedTo: moved))
    }

    /// Makes an empty file of mode 0600 where there is none, and closes one that others could read; says whether it existed.
    private func secureExisting() throws(FileError) -> Bool {
        let old = try disk.metadata(at: path, followingLinks: false)
        if let old, old.kind != .regular { throw .notARegularFile(path: path) }
        if let old, old.mode & 0o077 == 0 { return old.size > 0 }
        if old == nil { try removeCompanions() }
        try disk.withFile(path, for: .locking) { file throws(FileError) in try disk.setMode(0o600, of: file) }
        if old == nil { try disk.synchronizeDirectory(FilePath.parent(of: path)) }
        return (old?.size ?? 0) > 0
    }

    private func connect() throws(StateError) -> Connection {
        let connection = try Connection(path: path, busyMilliseconds: busyMilliseconds)
        let found = try connection.version()
        guard found <= Schema.version else { throw .newerVersion(path: path, found: found, known: Schema.version) }
        try settle(connection)
        if found < Schema.version { try migrate(connection) }
        return connection
    }

    private func settle(_ connection: borrowing Connection) throws(StateError) {
        // A write-ahead log waits for the disk once for each commit, a rollback journal five times. The log's index is memory
        // that the processes share: a folder that several machines may have at once keeps the journal. The file says which it is,
        // so a process that has it open, of an older version too, goes along with a change, which waits until nobody uses the file.
        let isLocal = try files { () throws(FileError) in try disk.isLocal(FilePath.parent(of: path)) }
        let mode: StaticString = isLocal ? "PRAGMA journal_mode = WAL" : "PRAGMA journal_mode = DELETE"
        _ = try connection.rows(mode) { row in row.text(0) }
        // A commit is durable when it returns; of a journal its end is, too.
        try connection.run("PRAGMA synchronous = EXTRA")
        try connection.run("PRAGMA trusted_schema = OFF")
        let verdict = try connection.rows("PRAGMA quick_check(1)") { row in row.text(0) }
        guard verdict == ["ok"] else { throw .damaged(path: path) }
    }

    private func migrate(_ connection: borrowing Connection) throws(StateError) {
        let id = randomness.bytes(16)
        try connection.transaction { connection throws(StateError) in
            let found = try connection.version()  // another process may have migrated meanwhile
            for step in Schema.steps.dropFirst(found) {
                for statement in step { try connection.run(statement) }
            }
            if found == 0 { try connection.run("INSERT INTO installation (id) VALUES (?)", [.blob(id)]) }
            try connection.setVersion(Schema.version)
        }
    }

    /// What SQLite keeps beside a database.
    private static let companions = ["-journal", "-wal", "-shm"]

    /// Removes what belonged to a database that is gone: a process may still have it open, and shares nothing with the new one.
    private func removeCompanions() throws(FileError) {
        for ending in StateOpening.companions {
            do throws(FileError) { try disk.remove(path + ending) } catch {
                guard error.isMissing else { throw error }
            }
        }
    }

    /// Puts the damaged database and its journal away, and an empty file in its place.
    private func moveAside() throws(FileError) -> String {
        let target = "\(path).damaged-\(randomness.bytes(4).hex)"
        for ending in StateOpening.companions {
            if try disk.metadata(at: path + ending, followingLinks: false) != nil {
                try disk.rename(path + ending, to: target + ending)
            }
        }
        try disk.rename(path, to: target)
        _ = try secureExisting()
        return target
    }

    private func files<Value>(_ body: () throws(FileError) -> Value) throws(StateError) -> Value {
        do throws(FileError) { return try body() } catch { throw .file(error) }
    }
}

extension Connection {
    fileprivate func version() throws(StateError) -> Int {
        try rows("PRAGMA user_version") { row in Int(row.integer(0) ?? 0) }.first ?? 0
    }

    /// `PRAGMA user_version` takes no parameter, and versions are few.
    fileprivate func setVersion(_ version: Int) throws(StateError) {
        switch version {
        case 1: try run("PRAGMA user_version = 1")
        case 2: try run("PRAGMA user_version = 2")
        case 3: try run("PRAGMA user_version = 3")
        default: throw .newerVersion(path: path, found: version, known: Schema.version)
        }
    }
}
