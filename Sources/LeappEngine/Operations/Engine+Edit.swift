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
        let changed = try await vault.edit(ids, SessionEdit(request), dryRun: request.dryRun)
        let reply = EditReply(changed: changed.map(\.bytes), unchanged: Int64(Set(ids).count - changed.count))
        try await answer.send { reply.encode(into: &$0) }
    }
}

extension OpenedVault {
    /// Changes sessions, or with `dryRun` says only which would be.
    fileprivate func edit(_ ids: [RecordID], _ change: SessionEdit, dryRun: Bool) async throws(EngineError) -> [RecordID] {
        func plan(_ workspace: Workspace) -> Result<(edit: Edit, changed: [RecordID]), SessionEditFault> {
            Result { () throws(SessionEditFault) in try workspace.editing(ids, change) }
        }
        var outcome = plan(try workspace())
        if case .success(let planned) = outcome, !dryRun, !planned.edit.isEmpty {
            // What is written is decided by the vault as it is under the lock.
            try await edit { workspace in
                outcome = plan(workspace)
                guard case .success(let planned) = outcome else { return Edit() }
                return planned.edit
            }
        }
        do throws(SessionEditFault) { return try outcome.get().changed } catch { throw .edit(error) }
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
