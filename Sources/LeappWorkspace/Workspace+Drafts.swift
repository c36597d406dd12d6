import LeappBytes
import LeappCrypto
public import LeappMerge

extension Workspace {
    /// The visible records of one kind as drafts, each field with its current value: what another vault or a file is made from.
    public func drafts(of kind: RecordKind) -> [RecordDraft] {
        records.filter { $0.kind == kind.rawValue }.map { record in
            var fields: [String: SecretSlice] = [:]
            for field in record.fields { fields[field.name] = field.current }
            return RecordDraft(id: record.id, kind: kind, fields: fields)
        }
    }

    /// The edit that takes drafts in, and what becomes of each; an edit that would change nothing is empty.
    ///
    /// A record that is not there is made; so is one that was deleted, of which nothing comes back but what the draft has. One that is there keeps its values: where a draft has others,
    /// nothing of the draft is taken, or with `replace` all of it; fields that the record does not have are added. Of several
    /// drafts of one record the first decides, so that taking the same drafts in again changes nothing.
    public func applying(drafts: [RecordDraft], replace: Bool) -> (edit: Edit, outcomes: [ProposalOutcome]) {
        var edit = Edit()
        var outcomes: [ProposalOutcome] = []
        outcomes.reserveCapacity(drafts.count)
        var decided: [RecordID: [String: SecretSlice]] = [:]
        for draft in drafts {
            let state = payload[draft.id]?.state
            let current = state.flatMap { $0.isVisible ? $0 : nil }
            let earlier = decided[draft.id]
            let known = { (field: String) in earlier?[field] ?? current?[field].flatMap { FieldValue($0).isNull ? nil : $0 } }
            var added: [String] = []
            var different: [String] = []
            for (field, value) in draft.fields {
                guard let present = known(field) else {
                    added.append(field)
                    continue
                }
                if !present.isEqual(to: value) { different.append(field) }
            }
            let outcome: Outcome
            if current == nil, earlier == nil {
                outcome = .imported
                if let state {
                    edit.restore(draft.id)
                    for field in state.leftovers where draft.fields[field] == nil {
                        edit.write(draft.id, kind: draft.kind.rawValue, field: field, value: .null)
                    }
                }
            } else if different.isEmpty {
                outcome = added.isEmpty ? .unchanged : .updated
            } else {
                outcome = replace && earlier == nil ? .updated : .kept
            }
            if outcome == .imported || outcome == .updated {
                for field in added + different {
                    guard let value = draft.fields[field] else { continue }
                    edit.write(draft.id, kind: draft.kind.rawValue, field: field, value: value)
                    decided[draft.id, default: [:]][field] = value
                }
            }
            decided[draft.id] = (decided[draft.id] ?? [:])
            outcomes.append(
                ProposalOutcome(
                    id: draft.id, kind: draft.kind, name: draft.name, outcome: outcome, fields: (added + different).sorted()))
        }
        return (edit, outcomes)
    }
}

extension SecretSlice {
    /// The item that stands for no value.
    static var null: SecretSlice { SecretSlice(copying: [0xf6].rawSpan) }
}
