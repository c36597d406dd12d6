import Foundation
import LeappBytes
import LeappCrypto
import LeappMerge
import Testing

/// fixtures/merge/join.json: pairs of states and what becomes of them, for every implementation.
@Suite struct VectorTests {
    private struct Vector: Codable, Equatable {
        struct Seen: Codable, Equatable {
            let id: String
            let visible: Bool
            let values: [String: String]
            let conflicts: [String]
        }

        let name: String
        let a: String
        let b: String
        let joined: String
        let records: [Seen]
    }

    /// With LEAPP_WRITE_FIXTURES set the file is written instead; what the change is then shows in the diff.
    @Test func theFileIsWhatTheScenariosMake() throws {
        let vectors = try VectorTests.scenarios().map { name, a, b in try vector(name, a, b) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        if ProcessInfo.processInfo.environment["LEAPP_WRITE_FIXTURES"] != nil {
            try FileManager.default.createDirectory(
                at: VectorTests.file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try (encoder.encode(vectors) + Data("\n".utf8)).write(to: VectorTests.file)
        }
        let stored = try JSONDecoder().decode([Vector].self, from: Data(contentsOf: VectorTests.file))
        #expect(stored == vectors)
    }

    @Test func everyVectorJoinsInBothOrders() throws {
        for vector in try JSONDecoder().decode([Vector].self, from: Data(contentsOf: VectorTests.file)) {
            let a = try Payload(#require([UInt8](hex: vector.a)))
            let b = try Payload(#require([UInt8](hex: vector.b)))
            #expect(try a.merged(with: b).bytes.hex == vector.joined, "\(vector.name)")
            #expect(try b.merged(with: a).bytes.hex == vector.joined, "\(vector.name)")
        }
    }

    private static let file = URL(filePath: #filePath).appending(path: "../../../fixtures/merge/join.json").standardized

    private func vector(_ name: String, _ a: Payload, _ b: Payload) throws -> Vector {
        let joined = try a.merged(with: b)
        let seen = joined.records.map { record in
            let state = record.state
            var values: [String: String] = [:]
            for field in state.fields { values[field.name] = hex(field.current) }
            return Vector.Seen(id: record.id.hex, visible: state.isVisible, values: values, conflicts: state.conflicts)
        }
        return Vector(name: name, a: a.bytes.hex, b: b.bytes.hex, joined: joined.bytes.hex, records: seen)
    }

    private func hex(_ value: SecretSlice?) -> String? {
        guard let value else { return nil }
        return Array(value.bytes).hex
    }

    private static func scenarios() throws -> [(String, Payload, Payload)] {
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
        return [
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
    }

    private static func device() throws -> Payload {
        try Payload(writer: replica(1)).edited(by: 1, at: 10) { $0.write(1, "label", 1, kind: "device") }
    }

    private static func deviceDeleted() throws -> Payload { try device().edited(by: 1, at: 20) { $0.delete(record(1)) } }
}
