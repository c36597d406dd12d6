/// The counts and sizes that bound a payload before memory is spent on it (spec/format.md section 11).
public enum PayloadBounds {
    /// Records in a vault.
    public static let records = 1 << 20
    /// Fields of a record.
    public static let fields = 256
    /// Entries of a field or a lifecycle; more are cut, the oldest first.
    public static let entries = 16
    /// Pairs of an entry.
    public static let pairs = 256
    /// Encoded bytes of a record, its id included.
    public static let record = 1 << 24
    /// Encoded bytes of a value.
    public static let value = 64 * 1024
    /// Replicas in a version vector.
    public static let replicas = 4096
    /// Ancestor generations.
    public static let ancestors = 1024
    /// Encoded bytes of the whole payload.
    public static let bytes = (1 << 28) - 8
    /// Containers that a value may nest: 16 less the eight around it.
    public static let valueDepth = 8
    /// How far, in milliseconds, a stamp may lie ahead of the reader's clock: 100 years of 365.25 days.
    public static let clockAhead: Int64 = 3_155_760_000_000
}
