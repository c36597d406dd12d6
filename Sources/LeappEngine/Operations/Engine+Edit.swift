import LeappAgentProtocol
import LeappCrypto
import LeappMerge
import LeappWorkspace

extension Engine {
    /// Changes what the user chose of sessions, all of them in one save or none.
    func edit(_ frame: SecretArena, _ answer: Answer) async throws {
        let request = try EditRequest(parsing: frame.bytes)
        let vault = try required(request.vault)
        var ids: [RecordID] = []
        for name in request.sessions { ids.append(try vault.session(named: name).id) }
        let outcome = try await vault.edit(dryRun: request.dryRun) { workspace in
            Result { () throws(SessionEditFault) in try workspace.editing(ids, SessionEdit(request)) }
        } writing: {
            $0.edit
        }
        let changed: [RecordID]
        do throws(SessionEditFault) { changed = try outcome.get().changed } catch { throw EngineError.edit(error) }
        let reply = EditReply(changed: changed.map(\.bytes), unchanged: Int64(Set(ids).count - changed.count))
        try await answer.send { reply.encode(into: &$0) }
    }
}

extension SessionEdit {
    init(_ request: EditRequest) {
        self.init(
            name: request.name, alias: Choice(request.alias), region: Choice(request.region),
            tags: request.tags.map { TextPair(tag: $0) }, removedTags: request.removedTags)
    }
}

extension SessionEdit.Choice {
    /// Of a field of a request, whose empty text takes the value away.
    init(_ text: String?) { self = text.map { $0.isEmpty ? .removed : .set($0) } ?? .kept }
}
