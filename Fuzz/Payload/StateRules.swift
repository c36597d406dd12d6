import FuzzSupport
import LeappBytes
import LeappCrypto

@testable import LeappMerge

/// What holds for every state alone.
struct StateRules {
    private let state: Payload

    init(_ state: Payload) { self.state = state }

    func check() {
        let bytes = state.exactBytes
        guard let again = Payload(read: bytes, schemas: state.schemas) else { broken("what was written is read") }
        demand(again.exactBytes == bytes, "what was written is written again byte for byte")
        demand(again.hasSameState(as: state), "what was written is the same state")
        for record in state.records { check(record) }
        checkEdits()
    }

    private func check(_ record: Record) {
        let decoded = record.state
        let again = [Record](writing: [decoded])
        demand(again.allSatisfy { $0.isEqual(to: record) }, "a record is written again byte for byte")
        demand(decoded.kind == record.kind, "a record's kind is read alike")
        demand(!decoded.isDeletedElsewhere || decoded.isVisible, "what was deleted elsewhere is visible")
        demand(!decoded.lifecycle.isEmpty || decoded.isVisible, "what nobody deleted is visible")
        for field in decoded.fields {
            let heads = field.heads
            demand((field.current == nil) == heads.isEmpty, "a field has a value where it has a head")
            demand(heads.isEmpty == field.headValues.isEmpty, "heads have values")
            demand(
                heads.allSatisfy { head in !field.entries.contains { $0.content.parents.contains(head.stamp) } },
                "nothing replaced a head")
            let current = field.headValues.last
            demand(
                zip([current], [field.current]).allSatisfy { $0.map { Array($0.bytes) } == $1.map { Array($0.bytes) } },
                "the current value is the last")
        }
    }

    /// An edit is lawful, names what shall hold, changes nothing else and does not change the state it was made on.
    private func checkEdits() {
        let before = state.exactBytes
        guard let stamp = try? HybridClock.stamp(now: 0, after: state.versions, replica: .fuzzed(9), random: [0, 0, 1]) else {
            return
        }
        for record in state.records.prefix(3) {
            var write = Edit()
            write.write(record.id, kind: record.kind, field: "b", value: FuzzedValues.field(11))
            if let edited = edited(write, stamp) {
                let now = edited[record.id]?.state
                demand(now?.isVisible ?? false || record.kind == "device", "a write is visible")
                demand(now?["b"]?.isEqual(to: FuzzedValues.field(11)) ?? false, "a write is the current value")
                checkOthers(edited, record.id)
                demand(
                    (try? state.merged(with: edited))?.stateBytes == edited.stateBytes,
                    "an edited state holds what it was made of")
            }
            var delete = Edit()
            delete.delete(record.id)
            if let edited = edited(delete, stamp) {
                demand(!(edited[record.id]?.state.isVisible ?? false), "what was deleted is not visible")
                checkOthers(edited, record.id)
            }
            var restore = Edit()
            restore.restore(record.id)
            if let edited = edited(restore, stamp) {
                demand(edited[record.id]?.state.isVisible ?? false || record.kind == "device", "what was restored is visible")
                checkOthers(edited, record.id)
            }
        }
        demand(state.exactBytes == before, "an edit leaves the state that it was made on")
    }

    private func edited(_ edit: Edit, _ stamp: Stamp) -> Payload? {
        guard let edited = try? state.applying(edit, at: stamp) else { return nil }
        let bytes = edited.exactBytes
        demand(Payload(read: bytes, schemas: state.schemas)?.exactBytes == bytes, "an edited state is lawful")
        return edited
    }

    private func checkOthers(_ edited: Payload, _ id: RecordID) {
        for record in state.records where record.id != id {
            demand(edited[record.id]?.isEqual(to: record) ?? false, "an edit leaves other records as they are")
        }
    }
}
