import FuzzSupport

@testable import LeappMerge

/// A migration gives a lawful state, and it does not matter whether states are merged before it or after it (spec/schemas.md).
struct MigrationRules {
    private let states: [Payload]

    init(_ states: [Payload]) { self.states = states }

    func check() {
        for target in Int64(2)...3 {
            let migrated = states.map { migrate($0, to: target) }
            for (before, after) in zip(states, migrated) { check(before, after, target) }
            guard let joined = states[0].join(states[1]), let after = migrated[0].join(migrated[1]) else { continue }
            demand(migrate(joined, to: target).stateBytes == after.stateBytes, "a migration commutes with a join")
            demand(states[0].join(migrated[1])?.stateBytes == after.stateBytes, "two schemas are joined in the newer one")
            demand(migrated[0].join(states[1])?.stateBytes == after.stateBytes, "two schemas are joined in the newer one")
        }
    }

    private func migrate(_ state: Payload, to target: Int64) -> Payload {
        always("a state is brought up") { () throws(PayloadError) in try state.migrated(to: target) }
    }

    private func check(_ before: Payload, _ after: Payload, _ target: Int64) {
        let bytes = after.exactBytes
        demand(Payload(read: bytes, schemas: after.schemas)?.exactBytes == bytes, "a migrated state is lawful")
        demand(after.schema == target && after.minimumWriter >= target, "a migrated state says its schema")
        demand(after.versions == before.versions, "a migration has seen what was seen before it")
        demand(after.records.map(\.id) == before.records.map(\.id), "a migration keeps all records")
        demand(migrate(after, to: target).exactBytes == bytes, "a state that is there stays as it is")
        if target == 3 { demand(migrate(migrate(before, to: 2), to: 3).exactBytes == bytes, "steps add up") }
        for (old, new) in zip(before.records, after.records) where old.kind != "k" {
            demand(new.isEqual(to: old), "a migration leaves records of other kinds as they are")
        }
    }
}
