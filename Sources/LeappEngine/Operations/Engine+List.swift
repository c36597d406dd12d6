import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import LeappState
import LeappWorkspace

extension Engine {
    /// The sessions that match, in frames of ``sessionsPerFrame``.
    func list(_ frame: SecretArena, _ answer: Answer) async throws {
        let request = try ListRequest(parsing: frame.bytes)
        let vault = try required(request.vault)
        var sessions = try vault.index().sessions
        if let filter = request.filter { sessions = sessions.filter { $0.isFound(by: filter) } }
        let started = try vault.startedBySession()
        var rest = sessions[...]
        repeat {
            let part = rest.prefix(Self.sessionsPerFrame)
            rest = rest.dropFirst(part.count)
            var items = SecretWriter(capacity: 64 * 1024)
            var summary: [UInt8] = []
            for session in part {
                summary.removeAll(keepingCapacity: true)
                session.encode(into: &summary)
                let running = started[session.id]
                ListedSession(summary: summary.rawSpan, active: running != nil, expiration: running?.expiration).encode(
                    into: &items)
            }
            let more = !rest.isEmpty
            try await answer.send { frame in
                ListReply(more: more, sessions: ItemList(count: part.count, bytes: items.bytes)).encode(into: &frame)
            }
        } while !rest.isEmpty
    }

    private static var sessionsPerFrame: Int { 500 }
}
