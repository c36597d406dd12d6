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
            let known = state.leftovers
            let told = known.filter(facts.contains)
            guard !told.isEmpty else { continue }
            if told.count == known.count {
                edit.delete(state.id)
            } else {
                for field in told { edit.write(state.id, kind: state.kind, field: field, value: .null) }
            }
        }
        return edit
    }
}
