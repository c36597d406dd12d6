import LeappCrypto

extension Payload {
    /// The payload after an edit, or nil where it changes nothing.
    ///
    /// `stamp` must be later than everything seen (``HybridClock``). Counts that two lawful edits could add up stay within half
    /// of the bounds, so that a merge of two lawful files is lawful.
    public func applying(_ edit: Edit, at stamp: Stamp) throws(PayloadError) -> Payload? {
        try checkWritable()
        guard stamp.time > versions.newest else { throw .clock(milliseconds: stamp.milliseconds) }
        var batch = RecordBatch()
        var isChanged = false
        for id in edit.changes.keys.sorted() {
            let record = self[id]
            let old = record?.state
            guard let new = try edit.changes[id]?.applied(to: old, id: id, at: stamp) else { continue }
            if new.fields.count > max(old?.fields.count ?? 0, PayloadBounds.fields / 2) {
                throw .limit(.fields, new.fields.count)
            }
            try batch.add(new, most: max(record?.member.count ?? 0, PayloadBounds.record / 2))
            isChanged = true
        }
        guard isChanged else { return nil }
        var result = self
        // Also where values were only forgotten: else the file from before would pass for as new as this one.
        result.versions.insert(stamp)
        result.replace(batch.finish())
        if result.count > max(count, PayloadBounds.records / 2) { throw .limit(.records, result.count) }
        if result.versions.count > max(versions.count, PayloadBounds.replicas / 2) {
            throw .limit(.replicas, result.versions.count)
        }
        try result.checkBytes(PayloadBounds.bytes / 2)
        return result
    }

    /// Puts records in their places; `changed` is ascending by id.
    private mutating func replace(_ changed: [Record]) {
        var merged: [Record] = []
        merged.reserveCapacity(count + changed.count)
        var next = 0
        for record in changed {
            while next < count, records[next].id < record.id {
                merged.append(records[next])
                next += 1
            }
            if next < count, records[next].id == record.id { next += 1 }
            merged.append(record)
        }
        merged += records[next...]
        records = merged
    }
}

extension Edit.Change {
    /// The record after the change; nil where nothing changes.
    fileprivate func applied(
        to old: RecordState?, id: RecordID, at stamp: Stamp
    ) throws(PayloadError) -> RecordState? {
        guard var record = old ?? kind.map({ RecordState(id: id, kind: $0, fields: [], lifecycle: []) }) else { return nil }
        var isChanged = record.forget(forgotten)
        switch life {
        case .delete:
            if old != nil, record.isVisible {
                record.appendLife(.deleted(record.allHeads), at: stamp)
                isChanged = true
            }
        case .restore where old != nil && (!record.isVisible || record.isDeletedElsewhere):
            try record.restore(writing: writes.map(\.field), at: stamp)
            isChanged = true
            fallthrough
        case .restore, nil:
            let force = old.map { !$0.isVisible } ?? true
            for (field, value) in writes where try record.write(field, value: value, at: stamp, force: force) { isChanged = true }
        }
        if old == nil, record.fields.isEmpty { return nil }
        return isChanged ? record : nil
    }
}

extension RecordState {
    /// Appends a write to a field, unless it says what the field says already and `force` does not ask for it.
    fileprivate mutating func write(
        _ name: String, value: SecretSlice, at stamp: Stamp, force: Bool
    ) throws(PayloadError) -> Bool {
        guard value.count <= PayloadBounds.value else { throw .limit(.value, value.count) }
        let heads = self[entriesOf: name].heads
        if !force, heads.count == 1, case .field(let current)? = heads[0].pairs.last?.value, heads[0].pairs.count == 1,
            current.isEqual(to: value)
        {
            return false
        }
        append([.init(parents: heads.map(\.stamp), value: .field(value))], to: name, at: stamp)
        return true
    }

    fileprivate mutating func append(_ pairs: [Entry.Pair], to name: String, at stamp: Stamp) {
        self[entriesOf: name] = (self[entriesOf: name] + [Entry(stamp: stamp, content: .pairs(pairs))]).cut
    }

    fileprivate mutating func appendLife(_ value: Value, at stamp: Stamp) {
        let pair = Entry.Pair(parents: lifecycle.heads.map(\.stamp), value: value)
        lifecycle = (lifecycle + [Entry(stamp: stamp, content: .pairs([pair]))]).cut
    }

    /// Says that the record lives and writes all head values of its fields anew, but for those in `written`.
    fileprivate mutating func restore(writing written: [String], at stamp: Stamp) throws(PayloadError) {
        guard !RecordState.finalDeletion.contains(kind) else { throw .nothingToRestore(id) }
        let restorable = fields.filter { field in !written.contains { $0.hasBytes(of: field.name) } && !field.heads.isEmpty }
        guard !restorable.isEmpty || !written.isEmpty else { throw .nothingToRestore(id) }
        for field in restorable {
            let parents = field.heads.map(\.stamp)
            append(field.headValues.map { .init(parents: parents, value: .field($0)) }.ascending, to: field.name, at: stamp)
        }
        appendLife(.alive, at: stamp)
    }

    /// Takes the values away that stand under these stamps; says whether there were any.
    fileprivate mutating func forget(_ forgotten: [(field: String, stamps: Set<Stamp>)]) -> Bool {
        var changed = false
        for (name, stamps) in forgotten {
            self[entriesOf: name] = self[entriesOf: name].map { entry in
                guard stamps.contains(entry.stamp), !entry.pairs.isEmpty else { return entry }
                changed = true
                return Entry(stamp: entry.stamp, content: entry.content.redacted)
            }
        }
        return changed
    }
}
