import LeappAgentProtocol
import LeappImport
import LeappMerge
import LeappWorkspace

extension ImportPlan {
    /// The records that an import without `--replace` does not write although the vault lacks them.
    ///
    /// A profile that the vault keeps as it is has another key, or another role, in the file now. Its session would be a stranger of
    /// the same name beside the one that the profile goes on using, and the name would then mean two. What a profile that is
    /// not kept needs too is written.
    func heldBack(_ foreseen: [ApplyReply.Outcome.Result]) -> Set<RecordID> {
        var outcomes: [RecordID: ApplyReply.Outcome.Result] = [:]
        for (planned, outcome) in zip(drafts, foreseen) { outcomes[planned.draft.id] = outcome }
        var held: Set<RecordID> = []
        var needed: Set<RecordID> = []
        for profile in profiles {
            guard let record = profile.drafts.last else { continue }
            let others = profile.drafts.dropLast().filter { outcomes[$0] == .imported }
            if outcomes[record] == .kept { held.formUnion(others) } else { needed.formUnion(others) }
        }
        return held.subtracting(needed)
    }
}

extension EngineClient {
    /// Writes a plan's drafts, or says what that would do; an outcome for each draft, in their order.
    func apply(
        _ plan: ImportPlan, replace: Bool, dryRun: Bool
    ) async throws(CommandError) -> [ApplyReply.Outcome.Result] {
        let drafts = plan.drafts.map(\.draft)
        if replace { return try await apply(drafts, replace: true, dryRun: dryRun) }
        let foreseen = try await apply(drafts, replace: false, dryRun: true)
        let held = plan.heldBack(foreseen)
        let wanted = drafts.filter { !held.contains($0.id) }
        let written = dryRun ? nil : try await apply(wanted, replace: false, dryRun: false)
        var next = 0
        return drafts.indices.map { index in
            if held.contains(drafts[index].id) { return .kept }
            defer { next += 1 }
            return written?[next] ?? foreseen[index]
        }
    }
}
