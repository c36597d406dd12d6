import LeappAgentProtocol
import LeappImport
import LeappMerge
import LeappWorkspace

/// What an import did, or would do, profile by profile.
struct ImportResult: Sendable {
    /// What became of a profile, the most important first where its records differ.
    enum Fate: String, CaseIterable, Sendable {
        case kept, imported, updated, unchanged, skipped
    }

    /// One profile.
    struct Entry: Equatable, Sendable {
        let profile: String
        let kind: String
        let fate: Fate
        let reason: String?
    }

    let entries: [Entry]
    let warnings: [ImportWarning]
    let isDryRun: Bool
    /// What `--scrub` did, or would do.
    var scrub: ScrubPlan?
    /// Keys that stay in the files, because the vault holds another secret for them.
    var unscrubbed: [String] = []
    /// Secret keys that are in the files after a scrub, or would be.
    var remaining: [RemainingKeys] = []
    /// What became of other tools' sign-ins at portals.
    var tokens: TokenResult?

    /// Joins a plan with what became of its drafts, in the plan's order.
    init(plan: ImportPlan, outcomes: [ApplyReply.Outcome.Result], isDryRun: Bool) {
        var fates: [[UInt8]: ApplyReply.Outcome.Result] = [:]
        for (planned, outcome) in zip(plan.drafts, outcomes) { fates[planned.draft.id.bytes] = outcome }
        entries = plan.profiles.map { profile in
            if let skipped = profile.skipped {
                return Entry(profile: profile.name, kind: skipped.kind.rawValue, fate: .skipped, reason: skipped.reason.words)
            }
            let fate = Self.fate(profile.drafts.compactMap { fates[$0.bytes] })
            return Entry(
                profile: profile.name, kind: profile.kind?.rawValue ?? "profile", fate: fate,
                reason: fate == .kept ? "the vault has other values; --replace takes the file's" : nil)
        }
        warnings = plan.warnings
        self.isDryRun = isDryRun
    }

    private static func fate(_ outcomes: [ApplyReply.Outcome.Result]) -> Fate {
        if outcomes.contains(.kept) { return .kept }
        if outcomes.contains(.imported) { return .imported }
        return outcomes.contains(.updated) ? .updated : .unchanged
    }

    /// How many profiles had each fate.
    func count(_ fate: Fate) -> Int { entries.count { $0.fate == fate } }
}
