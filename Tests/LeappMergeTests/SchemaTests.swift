import LeappBytes
import LeappCBOR
import LeappCrypto
import LeappMerge
import Testing

/// Single cases of the steps, and which program may do what with which schema (spec/schemas.md).
@Suite struct SchemaTests {
    private static let first = Stamp(time: 10, replica: replica(1))

    private func number(_ payload: Payload, _ field: String) -> Int? { payload.value(1, field) }

    private func pairs(_ payload: Payload, _ field: String, at stamp: Stamp) throws -> [Entry.Pair]? {
        let entry = try #require(payload[record(1)]?.state.field(field)?.entries.first { $0.stamp == stamp })
        guard case .pairs(let pairs) = entry.content else { return nil }
        return pairs
    }

    @Test func theReleasedTableKnowsSchemaOne() {
        #expect(SchemaTable.released.newest == 1)
        let empty = Payload(writer: replica(1))
        #expect(empty.schema == 1 && empty.minimumReader == 1 && empty.minimumWriter == 1)
    }

    @Test func aNewVaultHasTheNewestSchema() throws {
        let strict = SchemaTable(steps: [SchemaStep(minimumReader: 2, kinds: [:]), SchemaStep(minimumReader: 1, kinds: [:])])
        let empty = Payload(writer: replica(1), schemas: strict)
        #expect(empty.schema == 3 && empty.minimumReader == 2 && empty.minimumWriter == 3)
        let old = try Payload(writer: replica(1)).known(to: strict)
        #expect(try old.migrated(to: 3).bytes == empty.bytes)
    }

    @Test func aRecordThatHasBothNamesHasOneFieldWithTheEntriesOfBoth() throws {
        let state = try Payload(writer: replica(1)).edited(by: 1, at: 10) { $0.write(1, "a", 2) }
            .edited(by: 1, at: 20) { $0.write(1, "b", 8) }
        let migrated = try state.migrated(by: TestSchemas.joining)
        let fields = try #require(migrated[record(1)]?.state.fields)
        #expect(fields.map(\.name) == ["b"])
        #expect(fields[0].entries.map(\.stamp.time) == [10, 20])
        #expect(number(migrated, "b") == 4)
        // Neither writer had seen the other's field: both are heads.
        #expect(migrated[record(1)]?.state.conflicts == ["b"])
    }

    @Test func valuesOfBothNamesUnderOneStampStandSideBySide() throws {
        let state = try Payload(writer: replica(1)).edited(by: 1, at: 10) {
            $0.write(1, "a", 2)
            $0.write(1, "b", 8)
        }
        let migrated = try state.migrated(by: TestSchemas.joining)
        #expect(try pairs(migrated, "b", at: Self.first)?.count == 2)
        let equal = try Payload(writer: replica(1)).edited(by: 1, at: 10) {
            $0.write(1, "a", 2)
            $0.write(1, "b", 4)
        }
        #expect(try pairs(equal.migrated(by: TestSchemas.joining), "b", at: Self.first)?.count == 1)
        let forgotten = try state.edited(by: 1, at: 20) { $0.forget(record(1), field: "a", stamps: [Self.first]) }
        #expect(try pairs(forgotten.migrated(by: TestSchemas.joining), "b", at: Self.first) == nil)
    }

    @Test func moreThanSixteenEntriesOfTwoFieldsAreCutAsAMergeCutsThem() throws {
        var state = Payload(writer: replica(1))
        for time in 10..<34 { state = try state.edited(by: 1, at: Int64(time)) { $0.write(1, time % 2 == 0 ? "a" : "b", time) } }
        let entries = try #require(try state.migrated(by: TestSchemas.joining)[record(1)]?.state.field("b")?.entries)
        #expect(entries.map(\.stamp.time) == Array(18..<34).map { Int64($0) })
    }

    @Test func aJoinOfTwoFieldsBeyondABoundIsRefused() throws {
        var states: [String: Payload] = [:]
        for (field, offset) in [("a", 0), ("b", 1)] {
            states[field] = try (0..<129).reduce(Payload(writer: replica(1))) { sum, number in
                try sum.merged(
                    with: Payload(writer: replica(1)).edited(by: 1, at: 10) {
                        $0.write(record(1), kind: "k", field: field, value: Tree.integer(Int64(number * 2 + offset)).slice)
                    })
            }
        }
        let both = try #require(states["a"]).merged(with: #require(states["b"]))
        let schemas = SchemaTable(steps: [TestSchemas.step(["k": .init(fields: ["a": .init(becomes: "b")])])])
        #expect(throws: PayloadError.limit(.pairs, 258)) { try both.migrated(by: schemas) }
    }

    @Test func fieldsThatSwapTheirNamesKeepTheirEntries() throws {
        let swap = SchemaTable(steps: [
            TestSchemas.step(["k": .init(fields: ["a": .init(becomes: "long"), "long": .init(becomes: "a")])])
        ])
        let state = try Payload(writer: replica(1)).edited(by: 1, at: 10) {
            $0.write(1, "a", 1)
            $0.write(1, "long", 2)
        }
        let migrated = try state.migrated(by: swap)
        #expect(number(migrated, "a") == 2 && number(migrated, "long") == 1)
        _ = try migrated.checkedBytes()
    }

    @Test func aValueWithoutALawfulNewFormStaysAsItIs() throws {
        let reshapings: [SchemaStep.Field.Reshaping] = [
            { _, writer in
                writer.append(1)
                return false
            },
            { _, _ in true },
            { _, writer in
                writer.append([0x18, 1])
                return true
            },
            { _, writer in
                writer.append([1, 1])
                return true
            },
            { _, writer in
                writer.append([UInt8](repeating: 0x81, count: 9) + [0])
                return true
            },
            { _, writer in
                writer.cbor(bytes: [UInt8](repeating: 0, count: PayloadBounds.value))
                return true
            },
        ]
        let state = try Payload(writer: replica(1)).edited(by: 1, at: 10) { $0.write(1, "a", 7) }
        for reshaping in reshapings {
            let schemas = SchemaTable(steps: [TestSchemas.step(["k": .init(fields: ["a": .init(reshaping: reshaping)])])])
            let migrated = try state.migrated(by: schemas)
            #expect(number(migrated, "a") == 7)
            _ = try migrated.checkedBytes()
        }
    }

    @Test func twoValuesUnderOneStampAreOrderedByTheirNewForms() throws {
        let upsideDown = SchemaTable(steps: [
            TestSchemas.step([
                "k": .init(fields: [
                    "a": .init(reshaping: { value, writer in
                        guard let number = Values.number(value) else { return false }
                        writer.cbor(integer: Int64(200 - number))
                        return true
                    })
                ])
            ])
        ])
        let clones = try [3, 4].map { number in
            try Payload(writer: replica(1)).edited(by: 1, at: 10) { $0.write(1, "a", number) }
        }
        let both = try clones[0].merged(with: clones[1])
        #expect(number(both, "a") == 4)
        let migrated = try both.migrated(by: upsideDown)
        _ = try migrated.checkedBytes()
        #expect(try pairs(migrated, "a", at: Self.first)?.count == 2)
        #expect(number(migrated, "a") == 197)
        let halved = SchemaTable(steps: [TestSchemas.step(["k": .init(fields: ["a": .init(reshaping: TestSchemas.halved)])])])
        let near = try clones[0].merged(with: Payload(writer: replica(1)).edited(by: 1, at: 10) { $0.write(1, "a", 2) })
        #expect(try pairs(near.migrated(by: halved), "a", at: Self.first)?.count == 1)
    }

    @Test func forgottenValuesAreNotReshaped() throws {
        let state = try Payload(writer: replica(1)).edited(by: 1, at: 10) { $0.write(1, "long", 1) }
            .edited(by: 1, at: 20) { $0.write(1, "long", 2) }
            .edited(by: 1, at: 30) { $0.forget(record(1), field: "long", stamps: [Self.first]) }
        let migrated = try state.migrated(by: TestSchemas.renaming)
        #expect(try pairs(migrated, "long", at: Self.first) == nil)
        #expect(try pairs(migrated, "long", at: Stamp(time: 20, replica: replica(1)))?.count == 1)
    }

    /// No writer makes two kinds of one record. Where somebody did, the order in which two machines migrate and merge shows until
    /// they have exchanged their states, and nothing is lost.
    @Test func machinesConvergeEvenWhereARecordHasTwoKinds() throws {
        let one = try Payload(writer: replica(1)).edited(by: 1, at: 10) { $0.write(1, "a", 1, kind: "k") }
            .known(to: TestSchemas.renaming)
        let other = try Payload(writer: replica(2)).edited(by: 2, at: 20) { $0.write(1, "a", 2, kind: "l") }
            .known(to: TestSchemas.renaming)
        let late = try one.merged(with: other).migrated(to: 2)
        let early = try one.migrated(to: 2).merged(with: other.migrated(to: 2))
        #expect(late.bytes != early.bytes)
        #expect(try late.merged(with: early).checkedBytes() == early.merged(with: late).bytes)
        #expect(try late.merged(with: early)[record(1)]?.state.stamps == early[record(1)]?.state.stamps)
    }

    @Test func aProgramReadsAndWritesTheSchemasOfItsTable() throws {
        let two = Payload(writer: replica(1), schemas: TestSchemas.renaming).exactBytes
        #expect(try !Payload(two).isWritable)
        let known = try Payload(parsing: SecretSlice(copying: two.rawSpan), schemas: TestSchemas.renaming)
        #expect(known.isWritable)
        let three = Payload(writer: replica(1), schemas: TestSchemas.chain).exactBytes
        let unknown = try Payload(parsing: SecretSlice(copying: three.rawSpan), schemas: TestSchemas.renaming)
        #expect(!unknown.isWritable)
        #expect(throws: PayloadError.readOnly(schema: 3)) { try known.merged(with: unknown) }
        #expect(throws: PayloadError.readOnly(schema: 3)) { try unknown.migrated(to: 9) }
        #expect(throws: PayloadError.readOnly(schema: 3)) { try known.migrated(to: 3) }
        let strict = SchemaTable(steps: [SchemaStep(minimumReader: 2, kinds: [:])])
        let needed = Payload(writer: replica(1), schemas: strict).exactBytes
        #expect(throws: PayloadError.needsNewer(schema: 2)) { try Payload(needed) }
        #expect(try Payload(parsing: SecretSlice(copying: needed.rawSpan), schemas: TestSchemas.renaming).isWritable)
    }

    @Test func anEditByAProgramOfANewerSchemaLeavesTheSchemaAsItIs() throws {
        let old = try Payload(writer: replica(1)).edited(by: 1, at: 10) { $0.write(1, "a", 1) }
        let edited = try old.known(to: TestSchemas.renaming).edited(by: 2, at: 20) { $0.write(1, "a", 2) }
        #expect(edited.schema == 1 && edited.minimumReader == 1 && edited.minimumWriter == 1)
        #expect(try edited.bytes == old.edited(by: 2, at: 20) { $0.write(1, "a", 2) }.bytes)
        #expect(try Payload(edited.exactBytes).isWritable)
    }
}
