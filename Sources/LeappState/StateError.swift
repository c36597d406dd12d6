public import LeappFiles

/// What can go wrong with the machine-local database.
public enum StateError: Error, Equatable, Sendable {
    /// A file operation around the database failed.
    case file(FileError)
    /// The database was made by a newer leapp: schema `found`, while this program knows up to `known`.
    case newerVersion(path: String, found: Int, known: Int)
    /// The database turned out to be damaged after it had been opened; opening it again replaces it.
    case damaged(path: String)
    /// Another process kept the database locked for longer than the busy timeout.
    case busy(path: String)
    /// The disk is full.
    case diskFull(path: String)
    /// The database may not be written.
    case readOnly(path: String)
    /// SQLite refused for another reason; `code` is its extended result code.
    case failed(path: String, code: Int32)
    /// A row holds what this program never writes.
    case badRow(table: String)
}
