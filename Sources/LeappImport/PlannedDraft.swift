public import LeappMerge
public import LeappWorkspace

/// A record that an import proposes, and the profile that it comes from.
public struct PlannedDraft: Sendable {
    /// The record.
    public let draft: RecordDraft
    /// The first profile that it comes from; nil for a portal that a section of its own describes.
    public let profile: String?
}

/// What becomes of a profile.
public struct PlannedProfile: Sendable {
    /// Its name.
    public let name: String
    /// The kind of its session; nil where it has none, or one that an earlier import made.
    public let kind: RecordKind?
    /// Its session.
    public let session: RecordID?
    /// The records that come from it, its profile record last.
    public let drafts: [RecordID]
    /// Why it has no session although it says where credentials come from.
    public let skipped: SkippedProfile?
}
