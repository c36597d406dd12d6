public import LeappAWSConfig
import LeappCrypto
import LeappMerge
public import LeappWorkspace

/// What an import of the two files would put into a vault.
///
/// Making the plan takes time in proportion to the number of profiles and changes nothing.
public struct ImportPlan: Sendable {
    /// The records, parents before children.
    public let drafts: [PlannedDraft]
    /// Every profile and what becomes of it, in the order of the files.
    public let profiles: [PlannedProfile]
    /// The profiles that no session was made for, and why.
    public let skipped: [SkippedProfile]
    /// Where tools read the files differently, and what else is odd in them.
    public let warnings: [ImportWarning]
    /// The plain-text keys that are imported.
    public let keys: [ImportedKey]
    /// The portals, each once.
    public let portals: [Portal]

    let vaultID: [UInt8]
    let config: AWSDocument
    let credentials: AWSDocument
    let facts: [ProfileFacts]

    /// Plans the import of two files for the vault with this id (16 bytes).
    ///
    /// Sections of started sessions, which leapp itself wrote, are left out.
    public init(config: AWSDocument, credentials: AWSDocument, vaultID: [UInt8]) {
        let set = ProfileSet(config: config, credentials: credentials, ignoringManaged: true)
        var importer = Importer(set, vaultID: vaultID, paths: [.config: config.path, .credentials: credentials.path])
        importer.addUsers()
        importer.addPortals()
        importer.addSessions()
        importer.addProfiles()
        self.vaultID = vaultID
        self.config = config
        self.credentials = credentials
        facts = importer.facts
        keys = importer.keys
        portals = importer.portals.sorted { $0.key < $1.key }.map(\.value)
        profiles = importer.planned
        skipped = importer.planned.compactMap(\.skipped)
        warnings = set.warnings.map { ImportWarning($0) } + importer.warnings
        drafts = importer.finish()
    }
}

extension ImportPlan {
    /// The files without the secrets that were imported.
    ///
    /// `program` is the absolute path that the new lines name, `device` the installation's id (16 bytes). `isStored` says
    /// whether the vault, opened anew, holds exactly this key: any other stays where it is. `previous` are the originals of an
    /// earlier scrubbing on this device, whose keys the new originals have too.
    public func scrub(
        program: String, device: [UInt8], previous: [RestoredFile] = [], isStored: (ImportedKey) -> Bool
    ) throws(ImportError) -> ScrubPlan {
        var stored: Set<Int> = []
        for (index, key) in keys.enumerated() where isStored(key) { stored.insert(index) }
        var scrubber = Scrubber(self, program: program, stored: stored)
        do {
            let files = try scrubber.scrub()
            var originals = DraftWriter(vaultID: vaultID)
            for file in files {
                var original = file.before
                if let earlier = previous.first(where: { $0.path == file.path }) {
                    original = try original.unscrubbed(from: AWSDocument(file.file, path: file.path, parsing: earlier.bytes))
                }
                OriginalFiles.add(original, device: device, to: &originals)
            }
            return ScrubPlan(files: files, removed: scrubber.removed, originals: originals.finish())
        } catch {
            throw .unwritable(error)
        }
    }
}

/// What the plan keeps about a profile for scrubbing.
struct ProfileFacts: Sendable {
    let name: String
    /// The index of its key in ``ImportPlan/keys``.
    var key: Int?
    /// Whether its own keys are what its credentials come from.
    var usesOwnKeys = false
    /// Whether it assumes a role by `role_arn`, without a web identity token.
    var assumesRole = false
    /// What its `source_profile` names.
    var source: String?
}
