public import LeappMerge

extension Workspace {
    /// The edit that deletes these records, and with a portal what it alone told: its facts of accounts, and the accounts of which
    /// nothing else is known.
    public func forgetting(_ ids: [RecordID]) -> Edit {
        var edit = Edit()
        let known = ids.filter { payload[$0] != nil }
        let facts = Set(
            known.filter { payload[$0]?.kind == RecordKind.portal.rawValue }.map { Account.field(of: $0) })
        for id in known { edit.delete(id) }
        guard !facts.isEmpty else { return edit }
        for record in payload.records where record.kind == RecordKind.account.rawValue {
            let state = record.state
            guard state.isVisible else { continue }
            let (told, others) = (state.leftovers.filter(facts.contains), state.leftovers.filter { !facts.contains($0) })
            guard !told.isEmpty else { continue }
            if others.isEmpty { edit.delete(state.id) }
            for field in told where !others.isEmpty { edit.write(state.id, kind: state.kind, field: field, value: .null) }
        }
        return edit
    }
}
