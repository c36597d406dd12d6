public import LeappMerge
public import LeappVault
public import LeappWorkspace

/// What a full check of a vault found: file, state and meaning were read to the last byte.
public struct VerifyReport: Sendable {
    /// The real path of the file.
    public let path: String
    /// What the header says.
    public let header: VaultHeader
    /// The file's size in bytes.
    public let size: Int
    /// The schema of the records.
    public let schema: Int64
    /// Who wrote the file.
    public let writer: ReplicaID
    /// How many replicas have written.
    public let replicas: Int
    /// When the newest write was made, in milliseconds since 1970 by its writer's clock; nil where nothing was written yet.
    public let newestWrite: Int64?
    /// How many generations came before.
    public let ancestors: Int
    /// How many records there are, by kind, deleted ones not counted.
    public let kinds: [String: Int]
    /// How many deleted records are kept.
    public let deleted: Int
    /// Whether writing the state again gives the same bytes; a difference is a fault of this program.
    public let isCanonical: Bool
    /// What the records' meaning leaves to be said.
    public let findings: [Finding]
    /// What the comparison with this machine's state leaves to be said.
    public let warnings: [StoreWarning]
    /// The backups of this vault on this machine, newest first.
    public let backups: [Backup]

    /// One backup.
    public struct Backup: Equatable, Sendable {
        /// The file's name.
        public let name: String
        /// Why it does not open; nil where it does.
        public let error: StoreError?
    }
}
