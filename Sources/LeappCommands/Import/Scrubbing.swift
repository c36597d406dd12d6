import LeappAWSConfig
import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import LeappEngine
import LeappFiles
import LeappImport
import LeappMerge
import LeappState
import LeappVault
import LeappWorkspace

/// Takes imported secrets out of the AWS files, once nothing can be lost by it.
///
/// First the vault is read back and holds every key that goes, then the originals are sealed in it and read back too, then the
/// files are replaced one by one; a stop anywhere leaves files that work.
struct Scrubbing: Sendable {
    let plan: ImportPlan
    let files: [AWSFileOnDisk]
    let client: EngineClient
    let site: VaultSite

    /// What was done, or would be; and the profiles whose keys stay, as the vault has other secrets for them.
    func run(dryRun: Bool, willBeStored: Set<RecordID>) async throws(CommandError) -> (ScrubPlan, [String]) {
        let device = try site.installationID()
        let stored = try await storedKeys().union(willBeStored)
        let scrub = try await scrubPlan(device: device, stored: stored)
        let left = plan.keys.filter { !stored.contains($0.id) }.flatMap(\.profiles)
        guard !dryRun, !scrub.files.isEmpty else { return (scrub, left) }
        let before = try site.image().headerMAC
        let outcomes = try await client.apply(scrub.originals, replace: true)
        try site.checkWritten(since: before, outcomes: outcomes)
        guard try await client.apply(scrub.originals, dryRun: true).allSatisfy({ $0 == .unchanged }) else {
            throw .notWhatWasWritten(path: site.path)
        }
        // The config file first: until its keys are gone too, a profile in the credentials file works by them.
        let replacements = scrub.files.sorted { $0.file == .config && $1.file != .config }.compactMap { file in
            files.first { $0.path == file.path }.map { (file: $0, bytes: file.after.arena) }
        }
        do throws(CutOff) { try AWSFileOnDisk.replace(replacements, effects: site.effects) } catch {
            throw .scrubCutOff(error.fault, scrubbed: error.done, left: error.left)
        }
        return (scrub, left)
    }

    /// The keys that the vault holds with exactly these secrets.
    private func storedKeys() async throws(CommandError) -> Set<RecordID> {
        let ids = Set(plan.keys.map(\.id))
        let drafts = plan.drafts.map(\.draft).filter { ids.contains($0.id) }.map { draft in
            RecordDraft(id: draft.id, kind: draft.kind, fields: draft.fields.filter { ["identity", "key"].contains($0.key) })
        }
        let outcomes = try await client.apply(drafts, dryRun: true)
        return Set(zip(drafts, outcomes).filter { $0.1 == .unchanged }.map(\.0.id))
    }

    /// What is to go; what an earlier scrub took out of the same files is in the new originals too.
    private func scrubPlan(device: [UInt8], stored: Set<RecordID>) async throws(CommandError) -> ScrubPlan {
        let earlier = try await client.originals().compactMap { Original($0) }
        do throws(ImportError) {
            let previous = try OriginalFiles.restored(earlier, device: device)
            return try plan.scrub(program: Surroundings.current.program, device: device, previous: previous) {
                stored.contains($0.id)
            }
        } catch {
            throw .importing(error)
        }
    }
}

extension ImportPlan {
    /// The keys that a run which is not dry would store.
    func stored(_ outcomes: [ApplyReply.Outcome.Result], replace: Bool) -> [RecordID] {
        let ids = Set(keys.map(\.id))
        return zip(drafts, outcomes).filter { ids.contains($0.0.draft.id) && ($0.1 == .imported || replace) }.map(\.0.draft.id)
    }
}

extension VaultSite {
    /// This installation's id, 16 bytes.
    func installationID() throws(CommandError) -> [UInt8] {
        let state: StateDatabase
        do throws(StoreError) { state = try effects.openState() } catch { throw .store(error, path: path) }
        do throws(StateError) { return try state.installationID() } catch { throw .state(error) }
    }

    /// Reads the file again, whole, and sees to it that it is another one where something was to be written.
    func checkWritten(since before: [UInt8], outcomes: [ApplyReply.Outcome.Result]) throws(CommandError) {
        let after = try image().headerMAC
        let wasChanged = outcomes.contains { $0 == .imported || $0 == .updated }
        guard !wasChanged || after != before else { throw .notWhatWasWritten(path: path) }
    }
}

extension Original {
    /// An original as it comes from an engine.
    init?(_ draft: RecordDraft) {
        guard draft.kind == .original, let identity = draft.fields["identity"].flatMap({ FieldValue($0).members }),
            let content = draft.fields["content"].flatMap({ FieldValue($0).members }),
            let device = identity["device"]?.bytes, let path = identity["path"]?.text, let index = identity["chunk"]?.number,
            let count = content["count"]?.number, let hash = content["hash"]?.bytes, let bytes = content["bytes"]?.bytes,
            bytes.count <= Original.chunkSize
        else { return nil }
        self.init(
            device: Array(device.bytes), path: path, chunkIndex: index, chunkCount: count, fileHash: Array(hash.bytes),
            bytes: bytes)
    }
}
