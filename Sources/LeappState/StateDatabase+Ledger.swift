extension StateDatabase {
    /// All sections that leapp wrote, by file and section.
    public func ledger() throws(StateError) -> [LedgerEntry] {
        try read { connection throws(StateError) in
            try connection.rows(
                """
                SELECT file, section, profile, session, name, vault, method, phase, expiration, region, content, previous
                FROM sections ORDER BY file, section
                """
            ) { row throws(StateError) in
                guard let method = LedgerEntry.Method(rawValue: row.text(6)),
                    let phase = LedgerEntry.Phase(rawValue: row.text(7))
                else { throw .badRow(table: "sections") }
                return LedgerEntry(
                    key: .init(file: row.text(0), section: row.text(1)), profile: row.text(2), sessionID: row.text(3),
                    sessionName: row.text(4), vaultID: row.blob(5) ?? [], method: method, phase: phase,
                    expiration: row.integer(8), region: row.text(9), content: row.blob(10) ?? [], previous: row.blob(11))
            }
        }
    }

    /// All bytes of the user's that have not been given back, in the order they were taken.
    public func setAside() throws(StateError) -> [SetAside] {
        try read { connection throws(StateError) in
            try connection.rows(
                """
                SELECT token, owner_file, owner_section, file, profile, part, place, sealed FROM set_aside
                ORDER BY file, place, token
                """
            ) { row throws(StateError) in
                guard let part = SetAside.Part(rawValue: row.text(5)) else { throw .badRow(table: "set_aside") }
                return SetAside(
                    token: row.text(0), owner: .init(file: row.text(1), section: row.text(2)), file: row.text(3),
                    profile: row.text(4), part: part, place: Int(row.integer(6) ?? 0), sealed: row.blob(7) ?? [])
            }
        }
    }

    /// Makes all changes, or none.
    public func change(_ changes: [LedgerChange]) throws(StateError) {
        if changes.isEmpty { return }
        try write { connection throws(StateError) in
            for change in changes { try connection.apply(change) }
        }
    }
}

extension Connection {
    fileprivate func apply(_ change: LedgerChange) throws(StateError) {
        switch change {
        case .put(let entry):
            try run(
                """
                INSERT OR REPLACE INTO sections (file, section, profile, session, name, vault, method, phase, expiration,
                    region, content, previous)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(entry.key.file), .text(entry.key.section), .text(entry.profile), .text(entry.sessionID),
                    .text(entry.sessionName), .blob(entry.vaultID), .text(entry.method.rawValue),
                    .text(entry.phase.rawValue), SQLValue(entry.expiration), .text(entry.region), .blob(entry.content),
                    SQLValue(entry.previous),
                ])
        case .remove(let key):
            try run("DELETE FROM sections WHERE file = ? AND section = ?", [.text(key.file), .text(key.section)])
        case .setAside(let piece):
            try run(
                """
                INSERT INTO set_aside (token, owner_file, owner_section, file, profile, part, place, sealed)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(piece.token), .text(piece.owner.file), .text(piece.owner.section), .text(piece.file),
                    .text(piece.profile), .text(piece.part.rawValue), .integer(Int64(piece.place)), .blob(piece.sealed),
                ])
        case .givenBack(let token):
            try run("DELETE FROM set_aside WHERE token = ?", [.text(token)])
        }
    }
}
