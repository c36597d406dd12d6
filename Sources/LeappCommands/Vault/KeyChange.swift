import LeappAgentProtocol
import LeappEngine
import LeappVault

/// A new key generation: its code shown, and a running agent, whose key opens nothing any more, locked.
struct KeyChange: Sendable {
    let site: VaultSite
    /// The vault, opened with the former secret.
    let vault: OpenVault
    let keepBackups: Bool

    /// Seals the vault for `passphrase`; `kdf` is the least that a guess costs from now on.
    func run(to passphrase: consuming Passphrase, kdf: KDFParameters = .standard, json: Bool) async throws(CommandError) {
        let rotation = try rotate(passphrase, kdf)
        let surroundings = Surroundings.current
        if rotation.removedBackups > 0 {
            try surroundings.note("removed \(rotation.removedBackups) backups, which opened with the old passphrase")
        }
        if !rotation.droppedSlots.isEmpty {
            try surroundings.note("dropped \(rotation.droppedSlots.count) keyslots of other devices")
        }
        try surroundings.note("copies of the vault elsewhere go on opening with the old passphrase and the old recovery code")
        let image = try site.image()
        try NewCode(path: site.path, vaultID: image.header.vaultID).render(rotation.takeRecoveryCode(), json: json)
        try await lockAgent()
    }

    private func rotate(_ passphrase: borrowing Passphrase, _ kdf: KDFParameters) throws(CommandError) -> Rotation {
        do throws(StoreError) {
            return try site.store.rotate(with: .key(vault.key), to: passphrase, kdf: kdf, keepBackups: keepBackups)
        } catch {
            throw .store(error, path: site.path)
        }
    }

    private func lockAgent() async throws(CommandError) {
        let access = EngineAccess(places: site.effects.places)
        guard let agent = try await access.openAgent() else { return }
        let removed = try await agent.client.lock().removed
        try Surroundings.current.note(
            "the agent was locked: run `leapp unlock`" + (removed.isEmpty ? "" : "; stopped: \(removed.joined(separator: ", "))"))
    }
}
