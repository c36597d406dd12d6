import LeappCrypto
public import LeappMerge
public import LeappVault
import LeappWorkspace

extension VaultStore {
    /// Says which schema an opened vault has, which is the newest, and which devices read what; writes nothing into the vault.
    public func upgradePlan(of vault: OpenVault) throws(StoreError) -> UpgradePlan {
        try plan(for: vault.payload(), at: vault.location)
    }

    /// Brings the vault to the newest schema, in one durable step that leaves the former file among the backups (spec/schemas.md
    /// section 5).
    ///
    /// It is refused as long as a device that was not removed and is not among `left` cannot write that schema.
    public func upgrade(
        with unlocker: borrowing Unlocker, leavingBehind left: Set<RecordID> = [], generation: KeyID? = nil,
        allowingCostlyKDF: Bool = false
    ) throws(StoreError) -> UpgradeOutcome {
        let location = try self.location()
        return try location.locked { () throws(StoreError) in
            let file = try location.read()
            let key = try self.key(of: file, at: location, unlocker, allowingCostlyKDF: allowingCostlyKDF).key
            let acceptance = try location.accept(file, key: key, generation: generation)
            let payload = acceptance.payload
            let plan = try plan(for: payload, at: location)
            guard plan.isNeeded else { return .current(plan) }
            let behind = plan.behind(leaving: left)
            guard behind.isEmpty else { return .refused(plan, behind: behind) }
            let upgraded = try location.publishing(
                in: StoreError.payload { () throws(PayloadError) in try payload.migrated(to: plan.newest) },
                seen: acceptance.seen, writer: acceptance.replica)
            let generation = try StoreError.vault { () throws(VaultError) in try KeyGeneration(of: file.image, key: key) }
            _ = try location.commit(EncodedState(upgraded), sealedBy: generation, replacing: file, seen: acceptance.seen)
            return .upgraded(plan)
        }
    }

    private func plan(for payload: Payload, at location: VaultLocation) throws(StoreError) -> UpgradePlan {
        try StoreError.payload { () throws(PayloadError) in try payload.checkWritable() }
        return UpgradePlan(
            path: location.path, schema: payload.schema, newest: schemas.newest, devices: Workspace(payload).devices,
            thisDevice: try location.device(writingAs: payload.writer).id)
    }
}
