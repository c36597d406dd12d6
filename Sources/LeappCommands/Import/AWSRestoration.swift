import LeappAWSConfig
import LeappCrypto
import LeappEngine
import LeappFiles
import LeappImport
import LeappMerge
import LeappWorkspace

/// The way back from `--scrub`: the sealed originals of this machine's files.
struct AWSRestoration: Sendable {
    private let engine: OpenedEngine
    private let site: VaultSite
    private let originals: [RestoredFile]
    private let records: [[UInt8]]
    private let present: [AWSFileOnDisk]

    /// Fetches the originals and reads the files as they are; `config` and `credentials` say which is which.
    init(engine: OpenedEngine, site: VaultSite, config: String, credentials: String) async throws(CommandError) {
        let device = try site.installationID()
        let drafts = try await engine.client.originals()
        let own = drafts.compactMap { draft in Original(draft).map { (draft.id.bytes, $0) } }.filter { $0.1.device == device }
        do throws(ImportError) {
            originals = try OriginalFiles.restored(own.map(\.1), device: device)
        } catch {
            throw .importing(error)
        }
        guard !originals.isEmpty else { throw .nothingToRestore }
        records = own.map(\.0)
        present = [
            try AWSFileOnDisk(.config, at: config, isRequired: false, disk: site.effects.disk),
            try AWSFileOnDisk(.credentials, at: credentials, isRequired: false, disk: site.effects.disk),
        ]
        self.engine = engine
        self.site = site
    }

    /// Puts the originals back, and forgets them.
    func run(force: Bool, dryRun: Bool) async throws(CommandError) -> RestoreResult {
        let targets = try originals.map { original throws(CommandError) in (original, try onDisk(original.path)) }
        let changed = targets.filter { !constantTimeEqual($0.0.bytes.bytes, $0.1.document.bytes) }
        let result = RestoreResult(
            restored: changed.map(\.0.path),
            unchanged: targets.filter { target in !changed.contains { $0.0.path == target.0.path } }.map(\.0.path),
            profiles: Self.lostProfiles(changed), isDryRun: dryRun)
        if !changed.isEmpty, !force, !isAsScrubbed { throw .changedSinceScrub(paths: changed.map(\.0.path)) }
        guard !dryRun else { return result }
        // A vault that may not be changed says so before a file is.
        try await engine.client.forget(ids: [])
        // The credentials file first: with its keys back, a profile works whatever the config file says.
        let replacements = changed.sorted { $0.1.document.file == .credentials && $1.1.document.file != .credentials }
            .map { (file: $0.1, bytes: $0.0.bytes) }
        do throws(CutOff) { try AWSFileOnDisk.replace(replacements, effects: site.effects) } catch {
            throw .restorationCutOff(error.fault, restored: error.done, left: error.left)
        }
        try await engine.client.forget(ids: records)
        return result
    }

    /// How many profiles of `leapp profile write` stand in the config file now and not in its original.
    private static func lostProfiles(_ changed: [(RestoredFile, AWSFileOnDisk)]) -> Int {
        guard let (original, now) = changed.first(where: { $0.1.document.file == .config }) else { return 0 }
        let before = AWSDocument(.config, path: original.path, parsing: original.bytes)
        let kept = Set(ProfileBlock.intact(in: before)?.entries.map(\.name) ?? [])
        return ProfileBlock.intact(in: now.document)?.entries.count { !kept.contains($0.name) } ?? 0
    }

    private func onDisk(_ path: String) throws(CommandError) -> AWSFileOnDisk {
        if let file = present.first(where: { $0.path == path }) { return file }
        return try AWSFileOnDisk(.credentials, at: path, isRequired: false, disk: site.effects.disk)
    }

    private var isAsScrubbed: Bool {
        OriginalFiles.isUnchangedSinceScrub(
            config: present[0].document, credentials: present[1].document, restored: originals, vaultID: engine.vaultID)
    }
}
