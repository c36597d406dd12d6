import LeappBytes
import LeappCBOR
import LeappCrypto
import LeappMerge
import Testing

/// The laws of the steps between schemas (spec/schemas.md), on states that grew apart in every way that states do.
@Suite struct MigrationTests {
    private static let cases = (UInt64(0)..<12).flatMap { seed in TestSchemas.all.map { (seed, $0.0, $0.1) } }

    private func pairs(_ seed: UInt64) throws -> [(Payload, Payload)] {
        let states = try World(seed: seed, steps: 160).states
        var generator = SeededGenerator(seed: seed + 77)
        return (0..<8).map { _ in (states.randomElement(using: &generator)!, states.randomElement(using: &generator)!) }
    }

    @Test(arguments: cases) func migratingAndMergingCommute(seed: UInt64, name: String, schemas: SchemaTable) throws {
        for (a, b) in try pairs(seed) {
            let (a, b) = (try a.known(to: schemas), try b.known(to: schemas))
            let merged = try a.merged(with: b).migrated(to: schemas.newest).checkedBytes()
            let (left, right) = (try a.migrated(to: schemas.newest), try b.migrated(to: schemas.newest))
            #expect(try left.merged(with: right).checkedBytes() == merged)
            // Inputs of two schemas: the older one is brought up first, whichever it is.
            #expect(try a.merged(with: right).checkedBytes() == merged)
            #expect(try left.merged(with: b).checkedBytes() == merged)
            #expect(try left.merged(with: b).schema == schemas.newest)
        }
    }

    @Test(arguments: cases) func noStampComesOrGoesButWhatAJoinCuts(seed: UInt64, name: String, schemas: SchemaTable) throws {
        for state in try World(seed: seed, steps: 160).states {
            let migrated = try state.migrated(by: schemas)
            #expect(migrated.versions == state.versions)
            #expect(migrated.records.map(\.id) == state.records.map(\.id))
            for (before, after) in zip(state.records.map(\.state), migrated.records.map(\.state)) {
                #expect(after.stamps.isSubset(of: before.stamps))
                let full = after.fields.filter { $0.entries.count == 16 }
                #expect(after.stamps == before.stamps || (after.fields.count < before.fields.count && !full.isEmpty))
                #expect(after.isVisible == before.isVisible || after.fields.count < before.fields.count)
                #expect(after.lifecycle.map(\.stamp) == before.lifecycle.map(\.stamp))
            }
        }
    }

    @Test(arguments: cases) func aChainIsOneStepAfterTheOther(seed: UInt64, name: String, schemas: SchemaTable) throws {
        for state in try World(seed: seed, steps: 60).states {
            var steps = try state.known(to: schemas)
            for schema in 1...schemas.newest {
                steps = try steps.migrated(to: schema)
                #expect(steps.schema == schema)
                #expect(steps.minimumWriter == schema)
            }
            #expect(try steps.checkedBytes() == state.migrated(by: schemas).bytes)
            // What is there already stays as it is.
            #expect(try steps.migrated(to: 1).exactBytes == steps.exactBytes)
        }
    }

    @Test(arguments: UInt64(0)..<12) func whatAStepDoesNotNameStaysByteForByte(seed: UInt64) throws {
        for state in try World(seed: seed, steps: 100).states {
            let migrated = try state.migrated(by: TestSchemas.elsewhere)
            #expect(migrated.schema == 2)
            // Back in schema 1, the bytes are those of before: nothing but the three numbers was changed.
            #expect(migrated.bytes.withSchema(1) == state.bytes)
        }
    }

    @Test(arguments: ParsingTests.lawful) func whatIsNotKnownIsKept(name: String, tree: Tree) throws {
        let state = try Payload(tree.encoded)
        guard state.isWritable else { return }
        let migrated = try state.migrated(by: TestSchemas.renaming)
        _ = try migrated.checkedBytes()
        for (before, after) in zip(state.records.map(\.state), migrated.records.map(\.state)) {
            #expect(before.stamps == after.stamps)
            #expect(after.kind == (before.kind == "k" ? "thing" : before.kind))
            #expect(before.fields.count == after.fields.count)
        }
    }
}

extension [UInt8] {
    /// A payload of one-byte schema numbers with another schema and least writer: the first value and the last one.
    fileprivate func withSchema(_ schema: UInt8) -> [UInt8] {
        var bytes = self
        bytes[3] = schema
        bytes[bytes.count - 1] = schema
        return bytes
    }
}
