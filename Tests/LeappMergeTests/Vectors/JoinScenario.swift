import LeappBytes
import LeappMerge

/// Two states that are joined, for fixtures/merge/join.json.
struct JoinScenario {
    let name: String
    let a: Payload
    let b: Payload

    init(_ name: String, _ a: Payload, _ b: Payload) {
        self.name = name
        self.a = a
        self.b = b
    }

    /// All of them. What has landed stays as it is; others are added at the end.
    static func all() throws -> [JoinScenario] {
        try edited() + contents() + histories() + names() + lifecycles() + deletions() + tops() + refusals()
    }

    // Those that edits of programs make.
    private static func edited() throws -> [JoinScenario] {
        let empty = Payload(writer: replica(1))
        let base = try empty.edited(by: 1, at: 10) {
            $0.write(1, "a", 1)
            $0.write(1, "bb", 2)
        }
        func edit(_ author: UInt8, _ time: Int64, of payload: Payload, _ change: (inout Edit) -> Void) throws -> Payload {
            try payload.edited(by: author, at: time, change)
        }
        let left = try edit(1, 20, of: base) { $0.write(1, "a", 30) }
        let right = try edit(2, 21, of: base) { $0.write(1, "a", 40) }
        let both = try left.merged(with: right)
        let deleted = try edit(1, 30, of: base) { $0.delete(record(1)) }
        var many = base
        for time in 11...40 { many = try edit(1, Int64(time), of: many) { $0.write(1, "a", time) } }
        var others = base
        for time in 11...25 { others = try edit(2, Int64(time * 2), of: others) { $0.write(1, "a", time + 100) } }
        let clone = try edit(1, 20, of: base) { $0.write(1, "a", 31) }
        let first = Stamp(time: 10, replica: replica(1))
        let pairs: [(String, Payload, Payload)] = [
            ("nothing and something", empty, base),
            ("records of both", base, try edit(2, 11, of: empty) { $0.write(2, "a", 5) }),
            ("fields of both", left, try edit(2, 21, of: base) { $0.write(1, "bb", 6) }),
            ("one value replaced on two machines", left, right),
            ("a conflict resolved on one machine", both, try edit(2, 50, of: both) { $0.write(1, "a", 40) }),
            (
                "equal times, other replicas", try edit(1, 20, of: base) { $0.write(1, "a", 3) },
                try edit(2, 20, of: base) { $0.write(1, "a", 4) }
            ),
            ("one stamp written twice by a cloned replica", left, clone),
            ("more than sixteen writes", many, others),
            ("deleted here, edited there", deleted, right),
            ("deleted with what was seen", try edit(1, 60, of: both) { $0.delete(record(1)) }, right),
            ("deleted on both", deleted, try edit(2, 31, of: base) { $0.delete(record(1)) }),
            ("restored against an older deletion", try edit(2, 40, of: deleted) { $0.restore(record(1)) }, deleted),
            (
                "restored against a deletion not seen", try edit(2, 40, of: deleted) { $0.restore(record(1)) },
                try edit(3, 35, of: deleted) { $0.delete(record(1)) }
            ),
            (
                "a value forgotten and its copy", try edit(1, 50, of: left) { $0.forget(record(1), field: "a", stamps: [first]) },
                base
            ),
            (
                "a value forgotten and a newer one not seen",
                try edit(1, 50, of: base) { $0.forget(record(1), field: "a", stamps: [first]) }, right
            ),
            (
                "a device deleted and edited", try deviceDeleted(),
                try edit(2, 90, of: device()) { $0.write(1, "label", 2, kind: "device") }
            ),
            ("kinds that differ", base, try edit(2, 11, of: empty) { $0.write(1, "a", 1, kind: "j") }),
            (
                "unknown codes, fields and shapes", try Payload(ParsingTests.lawful[11].1.encoded),
                try Payload(ParsingTests.lawful[2].1.encoded)
            ),
        ]
        return pairs.map { JoinScenario($0, $1, $2) }
    }

    private static func device() throws -> Payload {
        try Payload(writer: replica(1)).edited(by: 1, at: 10) { $0.write(1, "label", 1, kind: "device") }
    }

    private static func deviceDeleted() throws -> Payload { try device().edited(by: 1, at: 20) { $0.delete(record(1)) } }
}
