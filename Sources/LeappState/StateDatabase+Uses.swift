extension StateDatabase {
    /// Remembers when a session, by its id in hexadecimal digits, was last used; seconds since 1970.
    public func setUse(of session: String, in vaultID: [UInt8], at time: Int64) throws(StateError) {
        try write { connection throws(StateError) in
            try connection.run(
                "INSERT OR REPLACE INTO uses (vault, session, used) VALUES (?, ?, ?)",
                [.blob(vaultID), .text(session), .integer(time)])
        }
    }

    /// When the sessions of a vault were last used on this machine, by their ids.
    public func uses(in vaultID: [UInt8]) throws(StateError) -> [String: Int64] {
        let rows = try read { connection throws(StateError) in
            try connection.rows("SELECT session, used FROM uses WHERE vault = ?", [.blob(vaultID)]) { row in
                (row.text(0), row.integer(1) ?? 0)
            }
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }
}
