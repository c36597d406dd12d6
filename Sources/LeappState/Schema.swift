/// The database's schema as a list of steps: step n takes `PRAGMA user_version` from n to n + 1. Steps are only ever added.
enum Schema {
    /// The newest schema that this program knows.
    static var version: Int { steps.count }

    static let steps: [[StaticString]] = [
        [
            "CREATE TABLE installation (id BLOB NOT NULL)",
            "CREATE TABLE vaults (path TEXT PRIMARY KEY, vault BLOB NOT NULL) WITHOUT ROWID",
            "CREATE TABLE replicas (vault BLOB PRIMARY KEY, replica BLOB NOT NULL) WITHOUT ROWID",
            """
            CREATE TABLE pins (
                vault BLOB NOT NULL, location TEXT NOT NULL, key BLOB NOT NULL, vector BLOB NOT NULL, mac BLOB NOT NULL,
                PRIMARY KEY (vault, location)
            ) WITHOUT ROWID
            """,
            """
            CREATE TABLE intended (
                vault BLOB NOT NULL, location TEXT NOT NULL, vector BLOB NOT NULL, mark BLOB NOT NULL,
                PRIMARY KEY (vault, location)
            ) WITHOUT ROWID
            """,
            """
            CREATE TABLE sections (
                file TEXT NOT NULL, section TEXT NOT NULL, profile TEXT NOT NULL, session TEXT NOT NULL, name TEXT NOT NULL,
                vault BLOB NOT NULL, method TEXT NOT NULL, phase TEXT NOT NULL, expiration INTEGER, region TEXT NOT NULL,
                content BLOB NOT NULL, previous BLOB,
                PRIMARY KEY (file, section)
            ) WITHOUT ROWID
            """,
            """
            CREATE TABLE set_aside (
                token TEXT PRIMARY KEY, owner_file TEXT NOT NULL, owner_section TEXT NOT NULL, file TEXT NOT NULL,
                profile TEXT NOT NULL, part TEXT NOT NULL, place INTEGER NOT NULL,
                sealed BLOB NOT NULL
            ) WITHOUT ROWID
            """,
        ],
        // A pin of before knows none, and learns it when the vault is opened next.
        ["ALTER TABLE pins ADD COLUMN fingerprint BLOB"],
        [
            """
            CREATE TABLE uses (
                vault BLOB NOT NULL, session TEXT NOT NULL, used INTEGER NOT NULL,
                PRIMARY KEY (vault, session)
            ) WITHOUT ROWID
            """
        ],
    ]
}
