import CSQLite

/// A value bound to a statement's parameter.
enum SQLValue {
    case integer(Int64)
    case text(String)
    case blob([UInt8])
    case null

    /// An integer, or null for nil.
    init(_ integer: Int64?) { self = integer.map { .integer($0) } ?? .null }
    /// Bytes, or null for nil.
    init(_ blob: [UInt8]?) { self = blob.map { .blob($0) } ?? .null }
}

/// One prepared statement with its values, finalised with the value.
@safe struct Statement: ~Copyable {
    private let handle: OpaquePointer
    private let path: String

    private init(handle: OpaquePointer, path: String) {
        unsafe self.handle = handle
        self.path = path
    }

    /// Prepares a statement with its values in order.
    static func prepare(
        _ sql: StaticString, _ values: [SQLValue], on connection: OpaquePointer, path: String
    ) throws(StateError) -> Statement {
        var handle: OpaquePointer?
        let text = unsafe UnsafeRawPointer(sql.utf8Start).assumingMemoryBound(to: CChar.self)
        let code = unsafe sqlite3_prepare_v2(connection, text, Int32(sql.utf8CodeUnitCount), &handle, nil)
        guard code == SQLITE_OK, let prepared = unsafe handle else { throw Connection.error(code, path) }
        let statement = unsafe Statement(handle: prepared, path: path)
        for (index, value) in values.enumerated() { try statement.bind(value, at: Int32(index + 1)) }
        return statement
    }

    deinit { unsafe sqlite3_finalize(handle) }

    /// Goes to the next row; false at the end.
    func step() throws(StateError) -> Bool {
        switch unsafe sqlite3_step(handle) {
        case SQLITE_ROW: true
        case SQLITE_DONE: false
        case let code: throw Connection.error(code, path)
        }
    }

    /// The integer in a column of the current row; nil for null.
    func integer(_ column: Int32) -> Int64? {
        unsafe sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : unsafe sqlite3_column_int64(handle, column)
    }

    /// The text in a column of the current row; empty for null.
    func text(_ column: Int32) -> String { String(decoding: blob(column) ?? [], as: UTF8.self) }

    /// The bytes in a column of the current row; nil for null.
    func blob(_ column: Int32) -> [UInt8]? {
        guard unsafe sqlite3_column_type(handle, column) != SQLITE_NULL else { return nil }
        let start = unsafe sqlite3_column_blob(handle, column)
        let count = Int(unsafe sqlite3_column_bytes(handle, column))
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }

    private func bind(_ value: SQLValue, at index: Int32) throws(StateError) {
        let code: Int32
        switch value {
        case .integer(let integer): code = unsafe sqlite3_bind_int64(handle, index, integer)
        case .null: code = unsafe sqlite3_bind_null(handle, index)
        case .text(let text):
            var text = text
            code = text.withUTF8 { text in
                unsafe text.baseAddress.map { start in
                    let start = unsafe UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self)
                    return unsafe sqlite3_bind_text64(
                        handle, index, start, UInt64(text.count), Statement.copied, UInt8(SQLITE_UTF8))
                } ?? sqlite3_bind_text64(handle, index, "", 0, Statement.copied, UInt8(SQLITE_UTF8))
            }
        case .blob(let blob):
            code = unsafe blob.withUnsafeBytes { bytes in
                unsafe bytes.isEmpty
                    ? unsafe sqlite3_bind_zeroblob(handle, index, 0)
                    : unsafe sqlite3_bind_blob64(handle, index, bytes.baseAddress, UInt64(bytes.count), Statement.copied)
            }
        }
        guard code == SQLITE_OK else { throw Connection.error(code, path) }
    }

    /// SQLITE_TRANSIENT: SQLite copies the bytes before the call returns.
    private static var copied: sqlite3_destructor_type {
        unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }
}
