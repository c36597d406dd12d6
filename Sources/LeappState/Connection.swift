import CSQLite

/// One open SQLite connection, closed with the value.
@safe struct Connection: ~Copyable, @unchecked Sendable {
    let path: String
    private let handle: OpaquePointer

    /// Opens an existing file, never through a symbolic link.
    init(path: String, busyMilliseconds: Int32) throws(StateError) {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW
        let code = unsafe sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let opened = unsafe handle else {
            unsafe sqlite3_close_v2(handle)
            throw Connection.error(code, path)
        }
        self.path = path
        unsafe self.handle = opened
        unsafe sqlite3_extended_result_codes(opened, 1)
        unsafe sqlite3_busy_timeout(opened, busyMilliseconds)
    }

    deinit { unsafe sqlite3_close_v2(handle) }

    /// Runs a statement that returns no rows.
    func run(_ sql: StaticString, _ values: [SQLValue] = []) throws(StateError) {
        let statement = unsafe try Statement.prepare(sql, values, on: handle, path: path)
        while try statement.step() {}
    }

    /// Runs a query and makes a value of each row.
    func rows<Value>(
        _ sql: StaticString, _ values: [SQLValue] = [], _ make: (borrowing Statement) throws(StateError) -> Value
    ) throws(StateError) -> [Value] {
        let statement = unsafe try Statement.prepare(sql, values, on: handle, path: path)
        var rows: [Value] = []
        while try statement.step() { rows.append(try make(statement)) }
        return rows
    }

    /// Runs `body` so that either all of its changes are kept or none.
    func transaction<Value>(
        _ body: (borrowing Connection) throws(StateError) -> Value
    ) throws(StateError) -> Value {
        try run("BEGIN IMMEDIATE")
        do throws(StateError) {
            let value = try body(self)
            try run("COMMIT")
            return value
        } catch {
            // A failed COMMIT may have ended the transaction already.
            if unsafe sqlite3_get_autocommit(handle) == 0 { try run("ROLLBACK") }
            throw error
        }
    }

    /// The class of an extended result code.
    static func error(_ code: Int32, _ path: String) -> StateError {
        switch code & 0xff {
        case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged(path: path)
        case SQLITE_BUSY, SQLITE_LOCKED: .busy(path: path)
        case SQLITE_FULL: .diskFull(path: path)
        case SQLITE_READONLY, SQLITE_PERM: .readOnly(path: path)
        default: .failed(path: path, code: code)
        }
    }
}
