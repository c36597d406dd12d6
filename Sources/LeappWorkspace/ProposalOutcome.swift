public import LeappMerge

/// What became of a draft.
public enum Outcome: String, Sendable, CaseIterable {
    /// The record is new, or had been deleted and is there again.
    case imported
    /// Fields were added, or replaced where that was asked for.
    case updated
    /// The vault says the same already.
    case unchanged
    /// The vault says something else, which was kept.
    case kept
}

/// What became of one draft, in the order of the drafts.
public struct ProposalOutcome: Hashable, Sendable {
    /// The draft's record.
    public let id: RecordID
    /// What kind of record it is.
    public let kind: RecordKind
    /// The draft's name, where it has one.
    public let name: String?
    /// What became of it.
    public let outcome: Outcome
    /// The fields that differ from the vault's, ascending; all of them where the record is new.
    public let fields: [String]
}
