import LeappAgentProtocol
import LeappBytes
import LeappCBOR
import LeappCrypto
import LeappWorkspace

extension EngineClient {
    /// The sessions of the vault that match `filter`.
    func list(_ filter: SessionFilter = SessionFilter()) async throws(CommandError) -> [ShownSession] {
        let request = ListRequest(
            vault: vault, filter: filter.text, kind: filter.kind?.rawValue, account: filter.account, role: filter.role,
            portal: filter.portal, tags: filter.tags)
        let frame = Self.frame { request.encode(into: &$0) }
        var sessions: [ShownSession] = []
        for frame in try await exchange(.list, [frame]) {
            do {
                try Self.append(ListReply(parsing: frame.bytes).sessions.cursor, to: &sessions)
            } catch {
                throw .badAnswer(.list)
            }
        }
        return sessions
    }

    private static func append(_ items: ItemCursor, to sessions: inout [ShownSession]) throws {
        var items = items
        while let item = try items.next() {
            let listed = try ListedSession(parsing: item)
            var reader = CBORReader(listed.summary)
            let summary = try SessionSummary(reading: &reader)
            sessions.append(
                ShownSession(summary: summary, isActive: listed.active, expiration: listed.expiration, lastUsed: listed.used))
        }
    }
}
