import LeappAWSConfig
import LeappCrypto
import LeappMerge
import LeappWorkspace

/// Makes records from profiles, in linear time.
struct Importer: ~Copyable {
    let set: ProfileSet
    let vaultID: [UInt8]
    let paths: [AWSFile: String]
    let profiles: [AWSProfile]
    let access: [ProfileAccess]
    let statics: [StaticKeys]
    let index: [String: Int]
    var writer: DraftWriter
    var origins: [String?] = []
    var warnings: [ImportWarning] = []
    var keys: [ImportedKey] = []
    var facts: [ProfileFacts]
    var planned: [PlannedProfile] = []
    /// The key's record of each profile that has one.
    var users: [Int: RecordID] = [:]
    /// Why a profile's key is no user.
    var refusedKeys: [Int: SkipReason] = [:]
    var outcomes: [Int: SessionOutcome] = [:]
    var portals: [String: Portal] = [:]
    /// The profile whose draft of a session it is.
    var owners: [RecordID: Int] = [:]

    init(_ set: ProfileSet, vaultID: [UInt8], paths: [AWSFile: String]) {
        self.set = set
        self.vaultID = vaultID
        self.paths = paths
        let profiles = set.profiles
        let statics = profiles.map { StaticKeys($0) }
        let access = zip(profiles, statics).map { ProfileAccess($0, $1, in: set) }
        var index: [String: Int] = [:]
        for (number, profile) in profiles.enumerated() { index[profile.name] = number }
        facts = profiles.map { profile in
            ProfileFacts(
                name: profile.name,
                assumesRole: profile["role_arn"] != nil && profile["web_identity_token_file"] == nil,
                source: profile.text("source_profile"))
        }
        for (number, access) in access.enumerated() {
            if case .keys = access { facts[number].usesOwnKeys = true }
        }
        self.profiles = profiles
        self.statics = statics
        self.access = access
        self.index = index
        writer = DraftWriter(vaultID: vaultID)
    }

    /// The records with their origins.
    consuming func finish() -> [PlannedDraft] {
        let origins = origins
        return zip(writer.finish(), origins).map { PlannedDraft(draft: $0, profile: $1) }
    }

    /// Adds a record that comes from a profile.
    mutating func add(_ record: some WorkspaceRecord, from profile: String?) -> RecordID {
        origins.append(profile)
        return writer.add(record)
    }

    mutating func warn(_ place: AWSEntry, _ message: String) {
        warnings.append(ImportWarning(place, path: paths[place.file] ?? place.file.rawValue, message))
    }
}

/// What a profile's session came to be.
enum SessionOutcome {
    case session(RecordID, RecordKind?)
    case skipped(SkippedKind, SkipReason)
    case nothing
}
