import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import LeappMerge
import LeappWorkspace

extension EngineClient {
    /// How many bytes of drafts a frame has before the next one begins.
    private static let frameSize = 1 << 20
    /// How many bytes of drafts a request has before the next one begins; each request is one save of the vault.
    private static let requestSize = 48 << 20

    /// Puts drafts into the vault, or says what that would do; what becomes of each, in their order.
    func apply(
        _ drafts: [RecordDraft], replace: Bool = false, dryRun: Bool = false
    ) async throws(CommandError) -> [ApplyReply.Outcome.Result] {
        var results: [ApplyReply.Outcome.Result] = []
        var rest = drafts[...]
        while !rest.isEmpty {
            var parts = DraftParts()
            while let draft = rest.first, parts.byteCount < Self.requestSize {
                parts.append(draft, frameSize: Self.frameSize)
                rest = rest.dropFirst()
            }
            let frames = parts.frames(vault: vault, replace: replace, dryRun: dryRun)
            results += try await Self.results(exchange(.apply, frames))
        }
        guard results.count == drafts.count else { throw .badAnswer(.apply) }
        return results
    }

    /// The originals of scrubbed files that the vault keeps, of this machine and others.
    func originals() async throws(CommandError) -> [RecordDraft] {
        var drafts: [RecordDraft] = []
        for frame in try await exchange(.originals, [plain(.originals)]) {
            do {
                let list = try OriginalsReply(parsing: frame.bytes).originals
                var items = SecretWriter(capacity: list.bytes.byteCount + 16)
                items.append(CBORArrayHead.encoded(count: list.count))
                items.append(list.bytes)
                drafts += try RecordDraft.list(in: SecretArena(items.finish()).slice)
            } catch {
                throw .badAnswer(.originals)
            }
        }
        return drafts
    }

    /// Changes sessions, by their names or ids, as `change` says; the ids of those that changed, or with `dryRun` would,
    /// and how many had it so already.
    func edit(
        _ sessions: [String], _ change: EditRequest, dryRun: Bool
    ) async throws(CommandError) -> (changed: [RecordID], unchanged: Int64) {
        var changed: [RecordID] = []
        var unchanged: Int64 = 0
        for start in stride(from: 0, to: sessions.count, by: AgentLimits.sessions) {
            var request = change
            request.sessions = Array(sessions[start...].prefix(AgentLimits.sessions))
            (request.dryRun, request.vault) = (dryRun, vault)
            let reply = try await single(.edit, Self.frame { request.encode(into: &$0) }) { frame throws(ProtocolError) in
                try EditReply(parsing: frame)
            }
            changed += reply.changed.compactMap { RecordID(bytes: $0) }
            unchanged += reply.unchanged
        }
        return (changed, unchanged)
    }

    private static func results(_ frames: [SecretArena]) throws(CommandError) -> [ApplyReply.Outcome.Result] {
        var results: [ApplyReply.Outcome.Result] = []
        for frame in frames {
            results += try read(.apply, frame.bytes) { frame throws(ProtocolError) in
                try ApplyReply(parsing: frame).outcomes.map(\.result)
            }
        }
        return results
    }
}
