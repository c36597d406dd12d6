import Foundation
import LeappBytes
import LeappCrypto
import LeappMerge
import Testing

/// fixtures/merge/join.json (spec/merge.md section 12): pairs of states and what becomes of them, for every implementation.
@Suite struct VectorTests {
    private struct Vector: Codable, Equatable {
        struct Seen: Codable, Equatable {
            let id: String
            let visible: Bool
            /// Nil where a name is not ASCII: two names that look alike are one key for some readers of JSON.
            var values: [String: String]?
            /// Then this: each name in hexadecimal, and the value.
            var named: [[String]]?
            let conflicts: [String]
        }

        let name: String
        /// The newest schema that is known to whoever joins; nil is 1.
        let known: Int64?
        let a: String
        let b: String
        var joined: String?
        var records: [Seen]?
        /// Or the class of the refusal.
        var refused: String?

        func payload(_ hex: String) throws -> Payload {
            let bytes = try #require([UInt8](hex: hex))
            return try Payload(parsing: SecretSlice(copying: bytes.rawSpan), schemas: known == nil ? .released : .three)
        }
    }

    private static let file = URL(filePath: #filePath).appending(path: "../../../../fixtures/merge/join.json").standardized

    private static func stored() throws -> [Vector] { try JSONDecoder().decode([Vector].self, from: Data(contentsOf: file)) }

    /// With LEAPP_WRITE_FIXTURES set the file is written instead; what the change is then shows in the diff.
    @Test func theFileIsWhatTheScenariosMake() throws {
        let vectors = try JoinScenario.all().map { try vector($0) }
        #expect(Set(vectors.map(\.name)).count == vectors.count)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        if ProcessInfo.processInfo.environment["LEAPP_WRITE_FIXTURES"] != nil {
            try FileManager.default.createDirectory(
                at: VectorTests.file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try (encoder.encode(vectors) + Data("\n".utf8)).write(to: VectorTests.file)
        }
        #expect(try VectorTests.stored() == vectors)
    }

    @Test func everyVectorJoinsInBothOrders() throws {
        for vector in try VectorTests.stored() {
            let a = try vector.payload(vector.a)
            let b = try vector.payload(vector.b)
            for (left, right) in [(a, b), (b, a)] {
                do throws(PayloadError) {
                    let joined = try left.merged(with: right).bytes.hex
                    #expect(joined == vector.joined, "\(vector.name)")
                } catch {
                    #expect(error.errorClass.rawValue == vector.refused, "\(vector.name)")
                }
            }
        }
    }

    private func vector(_ scenario: JoinScenario) throws -> Vector {
        let known = scenario.a.schemas.newest
        var vector = Vector(
            name: scenario.name, known: known == 1 ? nil : known, a: scenario.a.bytes.hex, b: scenario.b.bytes.hex)
        do throws(PayloadError) {
            let joined = try scenario.a.merged(with: scenario.b)
            vector.joined = joined.bytes.hex
            vector.records = joined.records.map { seen($0.state) }
        } catch {
            vector.refused = error.errorClass.rawValue
        }
        return vector
    }

    private func seen(_ state: RecordState) -> Vector.Seen {
        let current = state.fields.compactMap { field in hex(field.current).map { (field.name, $0) } }
        let isPlain = current.allSatisfy { name, _ in name.utf8.allSatisfy { $0 < 0x80 } }
        return Vector.Seen(
            id: state.id.hex, visible: state.isVisible,
            values: isPlain ? Dictionary(uniqueKeysWithValues: current) : nil,
            named: isPlain ? nil : current.map { [Array($0.utf8).hex, $1] }, conflicts: state.conflicts)
    }

    private func hex(_ value: SecretSlice?) -> String? {
        guard let value else { return nil }
        return Array(value.bytes).hex
    }
}
