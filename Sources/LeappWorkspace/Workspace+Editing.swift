import LeappCBOR
public import LeappMerge

extension Workspace {
    /// What it takes to change these sessions as `change` says, and which of them are changed by it.
    public func editing(_ ids: [RecordID], _ change: SessionEdit) throws(SessionEditFault) -> (edit: Edit, changed: [RecordID]) {
        if let fault = change.fault { throw fault }
        let ids = Set(ids).sorted()
        var isNamed = change.name != nil
        if case .set = change.alias { isNamed = true }
        if isNamed {
            guard ids.count < 2 else { throw .oneNameForMany(ids.count) }
            try checkNames(change, of: ids)
        }
        var writer = EditWriter()
        var changed: [RecordID] = []
        for id in ids {
            guard let state = payload[id]?.state, state.isVisible, let kind = RecordKind(rawValue: state.kind), kind.isSession
            else { throw .missing(id: id.hex) }
            let (old, tags) = try tags(after: change, of: state)
            let isChanged = writer.write(id, kind) { fields in
                if let name = change.name, name != state.value("name")?.text { fields.set("name", name) }
                for (field, choice) in [("alias", change.alias), ("region", change.region)] {
                    fields.set(field, choice, over: state.value(field)?.text)
                }
                if tags != old { fields.set("tags", tags) }
            }
            if isChanged { changed.append(id) }
        }
        return (writer.finish(), changed)
    }

    private func tags(
        after change: SessionEdit, of state: RecordState
    ) throws(SessionEditFault) -> (old: [TextPair], new: [TextPair]) {
        let old = state.value("tags")?.pairs ?? []
        let new = change.tags(after: old)
        guard new.count <= SessionText.mostTags || new.count <= old.count else {
            throw .tooManyTags(session: state.value("name")?.text ?? state.id.hex, new.count)
        }
        return (old, new)
    }

    /// Refuses a name that means another session already, because the wrong account is worse than a question.
    private func checkNames(_ change: SessionEdit, of ids: [RecordID]) throws(SessionEditFault) {
        var names: [String] = []
        if let name = change.name { names.append(name) }
        if case .set(let alias) = change.alias { names.append(alias) }
        let index = index
        for name in names {
            if let other = index.sessions(named: name).first(where: { !ids.contains($0.id) }) {
                throw .nameTaken(name, by: other.name)
            }
        }
    }
}

extension FieldWriter {
    /// Sets a field of the value `old` to what was chosen for it, where that is something else.
    fileprivate mutating func set(_ name: String, _ choice: SessionEdit.Choice, over old: String?) {
        switch choice {
        case .kept: break
        case .removed: if old != nil { set(name) { $0.cborNull() } }
        case .set(let text): if text != old { set(name, text) }
        }
    }
}
