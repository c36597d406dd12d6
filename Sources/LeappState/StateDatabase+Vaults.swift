extension StateDatabase {
    /// The random 16-byte id of this installation, made with the database.
    public func installationID() throws(StateError) -> [UInt8] {
        let ids = try read { connection throws(StateError) in
            try connection.rows("SELECT id FROM installation") { row in row.blob(0) ?? [] }
        }
        guard let id = ids.first, id.count == 16 else { throw .badRow(table: "installation") }
        return id
    }

    /// The vault that was last opened at `path`; nil where none is known.
    public func vaultID(at path: String) throws(StateError) -> [UInt8]? {
        try read { connection throws(StateError) in
            try connection.rows("SELECT vault FROM vaults WHERE path = ?", [.text(path)]) { row in row.blob(0) ?? [] }.first
        }
    }

    /// Remembers which vault lies at `path`; nil forgets it.
    public func setVaultID(_ vaultID: [UInt8]?, at path: String) throws(StateError) {
        try write { connection throws(StateError) in
            guard let vaultID else { return try connection.run("DELETE FROM vaults WHERE path = ?", [.text(path)]) }
            try connection.run("INSERT OR REPLACE INTO vaults (path, vault) VALUES (?, ?)", [.text(path), .blob(vaultID)])
        }
    }

    /// This installation's replica id in a vault; nil before its first write, or after the database was lost.
    public func replicaID(in vaultID: [UInt8]) throws(StateError) -> [UInt8]? {
        try read { connection throws(StateError) in
            try connection.rows("SELECT replica FROM replicas WHERE vault = ?", [.blob(vaultID)]) { row in row.blob(0) ?? [] }
                .first
        }
    }

    /// Remembers this installation's replica id in a vault.
    public func setReplicaID(_ replicaID: [UInt8], in vaultID: [UInt8]) throws(StateError) {
        try write { connection throws(StateError) in
            try connection.run(
                "INSERT OR REPLACE INTO replicas (vault, replica) VALUES (?, ?)", [.blob(vaultID), .blob(replicaID)])
        }
    }

    /// The pins of a vault, by location. Their codes are for the caller to check.
    public func pins(of vaultID: [UInt8]) throws(StateError) -> [Pin] {
        try read { connection throws(StateError) in
            try connection.rows(
                "SELECT vault, location, key, vector, mac, fingerprint FROM pins WHERE vault = ? ORDER BY location",
                [.blob(vaultID)]
            ) { row in
                Pin(
                    vaultID: row.blob(0) ?? [], location: row.text(1), keyID: row.blob(2) ?? [],
                    versionVector: row.blob(3) ?? [], fingerprint: row.blob(5), mac: row.blob(4) ?? [])
            }
        }
    }

    /// Replaces the pin of the same vault and location; the write that was intended there has thereby happened.
    public func setPin(_ pin: Pin) throws(StateError) {
        try write { connection throws(StateError) in
            try connection.run(
                "INSERT OR REPLACE INTO pins (vault, location, key, vector, mac, fingerprint) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    .blob(pin.vaultID), .text(pin.location), .blob(pin.keyID), .blob(pin.versionVector), .blob(pin.mac),
                    SQLValue(pin.fingerprint),
                ])
            try connection.run(
                "DELETE FROM intended WHERE vault = ? AND location = ?", [.blob(pin.vaultID), .text(pin.location)])
        }
    }

    /// Forgets all pins and intended writes of a vault.
    public func removePins(of vaultID: [UInt8]) throws(StateError) {
        try write { connection throws(StateError) in
            try connection.run("DELETE FROM pins WHERE vault = ?", [.blob(vaultID)])
            try connection.run("DELETE FROM intended WHERE vault = ?", [.blob(vaultID)])
        }
    }

    /// Records a vault write that is about to happen, in the place of an earlier one at that location.
    public func setIntendedWrite(_ write: IntendedWrite) throws(StateError) {
        try self.write { connection throws(StateError) in
            try connection.run(
                "INSERT OR REPLACE INTO intended (vault, location, vector, mark) VALUES (?, ?, ?, ?)",
                [.blob(write.vaultID), .text(write.location), .blob(write.versionVector), .blob(write.mark)])
        }
    }

    /// The vault write of which it is not known whether it happened; nil where there is none.
    public func intendedWrite(of vaultID: [UInt8], at location: String) throws(StateError) -> IntendedWrite? {
        try read { connection throws(StateError) in
            try connection.rows(
                "SELECT vault, location, vector, mark FROM intended WHERE vault = ? AND location = ?",
                [.blob(vaultID), .text(location)]
            ) { row in
                IntendedWrite(
                    vaultID: row.blob(0) ?? [], location: row.text(1), versionVector: row.blob(2) ?? [],
                    mark: row.blob(3) ?? [])
            }.first
        }
    }
}
