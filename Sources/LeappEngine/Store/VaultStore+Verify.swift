import LeappCrypto
import LeappFiles
import LeappMerge
public import LeappVault
import LeappWorkspace

extension VaultStore {
    /// Opens the vault and checks all of it: file, state, meaning, and the backups.
    public func verify(
        with unlocker: borrowing Unlocker, generation: KeyID? = nil, allowingCostlyKDF: Bool = false
    ) throws(StoreError) -> VerifyReport {
        let vault = try open(with: unlocker, generation: generation, allowingCostlyKDF: allowingCostlyKDF)
        let image = vault.image
        let plaintext = try StoreError.vault { () throws(VaultError) in try image.open(with: vault.key) }
        let payload = try StoreError.payload { () throws(PayloadError) in
            try Payload(parsing: plaintext, of: vault.key.keyID.bytes, schemas: schemas)
        }
        let encoded = payload.encoded()
        let isCanonical = encoded.isEqual(to: plaintext.bytes)
        let workspace = Workspace(payload)
        let newest = payload.versions.newest
        return VerifyReport(
            path: vault.path, header: image.header, size: image.bytes.count, schema: payload.schema, writer: payload.writer,
            replicas: payload.versions.count, newestWrite: newest == 0 ? nil : newest >> 16, ancestors: payload.ancestors.count,
            kinds: workspace.records.reduce(into: [:]) { $0[$1.kind, default: 0] += 1 },
            deleted: payload.count - workspace.records.count, isCanonical: isCanonical,
            findings: workspace.findings(vaultID: vault.vaultID.bytes), warnings: vault.takeWarnings(),
            backups: try backups(of: vault))
    }

    private func backups(of vault: OpenVault) throws(StoreError) -> [VerifyReport.Backup] {
        let images = try StoreError.files { () throws(FileError) in
            try Backups(of: vault.vaultID, effects: effects).images()
        }
        return images.map { name, image in
            do throws(StoreError) {
                let image = try StoreError.vault { () throws(VaultError) in try image.get() }
                _ = try StoreError.vaultPayload(of: image, key: vault.key, schemas: schemas)
                return .init(name: name, error: nil)
            } catch {
                return .init(name: name, error: error)
            }
        }
    }
}
