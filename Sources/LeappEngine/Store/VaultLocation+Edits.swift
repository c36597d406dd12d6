import LeappCrypto
import LeappMerge
import LeappState
import LeappWorkspace

extension VaultLocation {
    /// The state after an edit by this installation; nil where the edit changes nothing.
    ///
    /// What the vault has to know of the installation goes with the first edit that changes anything, under the same stamp.
    func payload(
        after edit: Edit, of payload: Payload, seen: VersionVector, writer: ReplicaID
    ) throws(StoreError) -> Payload? {
        let stamp = try stamp(after: payload.versions.merged(with: seen), writer: writer)
        guard var edited = try StoreError.payload({ () throws(PayloadError) in try payload.applying(edit, at: stamp) }) else {
            return nil
        }
        if let complete = try device(writingAs: writer).completing(edit, in: edited) {
            edited = try StoreError.payload { () throws(PayloadError) in try payload.applying(complete, at: stamp) } ?? edited
        }
        edited.writer = writer
        return edited
    }

    /// The state with what the vault has to know of this installation.
    func publishing(in payload: Payload, seen: VersionVector, writer: ReplicaID) throws(StoreError) -> Payload {
        var published = payload
        if let edit = try device(writingAs: writer).completing(Edit(), in: payload) {
            let stamp = try stamp(after: payload.versions.merged(with: seen), writer: writer)
            published = try StoreError.payload { () throws(PayloadError) in try payload.applying(edit, at: stamp) } ?? payload
        }
        published.writer = writer
        return published
    }

    /// This installation, as its vaults are to know it.
    func device(writingAs replica: ReplicaID) throws(StoreError) -> Device {
        let bytes = try StoreError.state { () throws(StateError) in try state.installationID() }
        guard let id = RecordID(bytes: bytes) else { throw .state(.badRow(table: "installation")) }
        return Device(
            id: id, label: effects.hostName, reads: schemas.newest, added: effects.now() / 1000, replica: replica)
    }

    private func stamp(after seen: VersionVector, writer: ReplicaID) throws(StoreError) -> Stamp {
        try StoreError.payload { () throws(PayloadError) in
            try HybridClock.stamp(
                now: effects.now(), after: seen, replica: writer,
                random: effects.randomness.bytes(HybridClock.randomBytes))
        }
    }
}
