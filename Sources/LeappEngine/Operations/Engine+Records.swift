import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import LeappMerge
import LeappState
import LeappWorkspace

extension Engine {
    /// Writes drafts into the vault, or says what that would do.
    func apply(_ request: [SecretArena], _ answer: Answer) async throws {
        var drafts: [RecordDraft] = []
        var options: (vault: String?, replace: Bool, dryRun: Bool)?
        for frame in request {
            let part = try ApplyRequest(parsing: frame.bytes)
            if options == nil { options = (part.vault, part.replace, part.dryRun) }
            var items = part.drafts.cursor
            while let item = try items.next() {
                let place = frame.bytes.byteOffsets(of: item)
                guard let place else { throw EngineError.malformed(.badValue("drafts")) }
                drafts.append(try RecordDraft(parsing: frame.slice[place.lowerBound..<place.upperBound]))
            }
        }
        guard let options else { throw EngineError.malformed(.missing("drafts")) }
        let vault = try required(options.vault)
        let outcomes: [ProposalOutcome]
        if options.dryRun {
            outcomes = try vault.workspace().applying(drafts: drafts, replace: options.replace).outcomes
        } else {
            outcomes = try await vault.apply(drafts, replace: options.replace)
        }
        for (part, more) in outcomes.parts(of: Self.outcomesPerFrame) {
            let reply = ApplyReply(
                more: more, outcomes: part.map { ApplyReply.Outcome(id: $0.id.bytes, result: .init($0.outcome)) })
            try await answer.send { reply.encode(into: &$0) }
        }
    }

    /// The originals of scrubbed files, a few records a frame, since each may be 48 KiB.
    func originals(_ head: RequestHead, _ answer: Answer) async throws {
        let vault = try required(head.vault)
        let drafts = try vault.workspace().drafts(of: .original)
        for (part, more) in drafts.parts(of: Self.originalsPerFrame) {
            var items = SecretWriter(capacity: 64 * 1024)
            for draft in part { draft.encode(into: &items) }
            try await answer.send { frame in
                OriginalsReply(more: more, originals: ItemList(count: part.count, bytes: items.bytes)).encode(into: &frame)
            }
        }
    }

    /// Deletes records. What is started of them, or of what starts from them, is stopped before: keys of a session that nobody
    /// sees any more would stay in `~/.aws`.
    func forget(_ frame: SecretArena, _ answer: Answer) async throws {
        let request = try ForgetRequest(parsing: frame.bytes)
        let vault = try required(request.vault)
        var ids = request.ids.compactMap { RecordID($0.rawSpan) }
        for name in request.sessions { ids.append(try vault.session(named: name).id) }
        let forgotten = Set(ids)
        var stopped = try vault.started { forgotten.contains($0.id) }.map {
            StopReply.Section(profile: $0.profile, file: $0.key.file)
        }
        if !request.dryRun {
            stopped = try vault.stop { forgotten.contains($0.id) }.map { StopReply.Section($0) }
            try await vault.edit { workspace in workspace.forgetting(ids) }
        }
        let reply = ForgetReply(ids: ids.map(\.bytes), stopped: stopped)
        try await answer.send { reply.encode(into: &$0) }
    }

    private static var outcomesPerFrame: Int { 5000 }
    private static var originalsPerFrame: Int { 32 }
}

extension ApplyReply.Outcome.Result {
    init(_ outcome: Outcome) {
        self =
            switch outcome {
            case .imported: .imported
            case .updated: .updated
            case .unchanged: .unchanged
            case .kept: .kept
            }
    }
}
