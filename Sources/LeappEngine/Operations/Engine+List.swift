import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import LeappMerge
import LeappState
import LeappWorkspace

extension Engine {
    /// The sessions that match, in frames of ``sessionsPerFrame``.
    func list(_ frame: SecretArena, _ answer: Answer) async throws {
        let request = try ListRequest(parsing: frame.bytes)
        let vault = try required(request.vault)
        let sessions = try vault.index().sessions(matching: SessionFilter(request))
        let (started, used, summaries) = (try vault.startedBySession(), try vault.uses(), try vault.summaries())
        var items: [UInt8] = []
        for (part, more) in sessions.parts(of: Self.sessionsPerFrame) {
            items.removeAll(keepingCapacity: true)
            for session in part {
                let running = started[session.id]
                ListedSession(
                    summary: summaries[session.id], active: running != nil, expiration: running?.expiration,
                    used: used.isEmpty ? nil : used[session.id.hex]
                ).encode(into: &items)
            }
            try await answer.send(capacity: items.count + 64) { frame in
                ListReply(more: more, sessions: ItemList(count: part.count, bytes: items.rawSpan)).encode(into: &frame)
            }
        }
    }

    private static var sessionsPerFrame: Int { 500 }
}

extension SessionFilter {
    /// What a request asks for.
    init(_ request: ListRequest) throws(EngineError) {
        let kind = try request.kind.map { text throws(EngineError) in
            guard let kind = RecordKind(rawValue: text) else { throw .malformed(.badValue("kind")) }
            return kind
        }
        self.init(
            text: request.filter, account: request.account, role: request.role, portal: request.portal, kind: kind,
            tags: request.tags)
    }
}
