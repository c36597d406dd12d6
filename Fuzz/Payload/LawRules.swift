import FuzzSupport

@testable import LeappMerge

/// The laws of spec/merge.md section 10 for states of one vault.
struct LawRules {
    private let states: [Payload]

    init(_ states: [Payload]) { self.states = states }

    func check() {
        for state in states {
            guard let twice = state.join(state) else { continue }
            demand(twice.stateBytes == state.stateBytes, "a ⊔ a = a")
        }
        guard states.count > 1 else { return }
        check(states[0], states[1])
        if states.count > 2 { checkOrder(states[0], states[1], states[2]) }
    }

    private func check(_ left: Payload, _ right: Payload) {
        let joined = left.join(right)
        let other = right.join(left)
        demand(joined?.stateBytes == other?.stateBytes, "a ⊔ b = b ⊔ a")
        guard let joined else { return }
        let bytes = joined.exactBytes
        demand(Payload(read: bytes, schemas: joined.schemas)?.exactBytes == bytes, "a join is lawful")
        demand(left.join(joined)?.stateBytes == joined.stateBytes, "a ⊔ (a ⊔ b) = a ⊔ b")
        demand(joined.join(right)?.stateBytes == joined.stateBytes, "(a ⊔ b) ⊔ b = a ⊔ b")
        demand(joined.versions.covers(left.versions) && joined.versions.covers(right.versions), "a join has seen what both have")
        for record in left.records + right.records {
            guard let both = joined[record.id] else { broken("a join has the records of both") }
            demand(both.state.keeps(record.state), "a join has every value, or forgot it, or has sixteen newer ones")
        }
    }

    private func checkOrder(_ first: Payload, _ second: Payload, _ third: Payload) {
        let left = first.join(second)?.join(third)
        let right = second.join(third).flatMap { first.join($0) }
        demand(left?.stateBytes == right?.stateBytes, "(a ⊔ b) ⊔ c = a ⊔ (b ⊔ c)")
    }
}

extension RecordState {
    /// Whether every entry of `other` is here, or cut.
    fileprivate func keeps(_ other: RecordState) -> Bool {
        other.fields.allSatisfy { field in self.field(field.name)?.entries.keep(field.entries) ?? false }
            && lifecycle.keep(other.lifecycle)
    }
}

extension [Entry] {
    fileprivate func keep(_ others: [Entry]) -> Bool {
        others.allSatisfy { other in
            guard let entry = first(where: { $0.stamp == other.stamp }) else {
                return count == PayloadBounds.entries && allSatisfy { $0.stamp > other.stamp }
            }
            switch (entry.content, other.content) {
            case (.redacted(let parents), _): return Set(parents).isSuperset(of: other.content.parents)
            case (.pairs, .redacted): return false
            case (.pairs(let pairs), .pairs(let wanted)):
                return wanted.allSatisfy { pair in
                    pairs.contains { $0.parents == pair.parents && $0.value.isEqual(to: pair.value) }
                }
            }
        }
    }
}
