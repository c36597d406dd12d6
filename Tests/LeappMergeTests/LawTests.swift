import LeappBytes
import LeappCrypto
import LeappMerge
import Testing

/// The laws of the merge (spec/merge.md), on states that grew apart in every way that states do.
@Suite struct LawTests {
    private static let seeds = Array(UInt64(0)..<30)

    private func triples(_ seed: UInt64) throws -> [(Payload, Payload, Payload)] {
        let states = try World(seed: seed, steps: 120).states
        var generator = SeededGenerator(seed: seed + 1000)
        return (0..<6).map { _ in
            (
                states.randomElement(using: &generator)!, states.randomElement(using: &generator)!,
                states.randomElement(using: &generator)!
            )
        }
    }

    @Test(arguments: seeds) func mergingIsCommutativeAssociativeIdempotentAndAbsorbing(seed: UInt64) throws {
        for (a, b, c) in try triples(seed) {
            let ab = try a.merged(with: b)
            #expect(try ab.bytes == b.merged(with: a).bytes)
            #expect(try ab.merged(with: c).bytes == a.merged(with: b.merged(with: c)).bytes)
            #expect(try a.merged(with: a).bytes == a.bytes)
            #expect(try a.merged(with: ab).bytes == ab.bytes)
            #expect(try a.merged(with: ab).hasSameState(as: ab))
            #expect(ab.versions.covers(a.versions) && ab.versions.covers(b.versions))
        }
    }

    @Test(arguments: seeds) func machinesConvergeInAnyOrderAndThenWriteNoMore(seed: UInt64) throws {
        let states = try World(seed: seed, steps: 120).states
        var generator = SeededGenerator(seed: seed)
        var results: Set<[UInt8]> = []
        for _ in 0..<3 {
            var sum = Payload(writer: replica(9))
            for state in (states + states).shuffled(using: &generator) { sum = try sum.merged(with: state) }
            results.insert(sum.bytes)
            #expect(try sum.merged(with: states[0]).hasSameState(as: sum))
        }
        #expect(results.count == 1)
    }

    @Test(arguments: seeds) func everyWriteIsThereOrForgottenOrHasSixteenNewerOnes(seed: UInt64) throws {
        let world = try World(seed: seed, steps: 260, keepsState: true)
        var sum = Payload(writer: replica(9))
        for machine in world.machines { sum = try sum.merged(with: machine.payload) }
        #expect(!world.writes.isEmpty)
        for write in world.writes {
            let entries = try #require(sum[write.record]?.state.field(write.field)).entries
            let isNewer = entries.filter { $0.stamp > write.stamp }.count >= 16
            let isKept = entries.contains { entry in
                guard entry.stamp == write.stamp else { return false }
                guard case .pairs(let pairs) = entry.content else { return true }
                return pairs.contains { pair in
                    guard case .field(let value) = pair.value else { return false }
                    return value.isEqual(to: write.value)
                }
            }
            #expect(isKept || isNewer)
        }
    }

    @Test(arguments: seeds) func parsingWhatWasEncodedIsTheIdentity(seed: UInt64) throws {
        for state in try World(seed: seed, steps: 120).states {
            let bytes = state.exactBytes
            let again = try Payload(bytes)
            #expect(again.exactBytes == bytes)
            #expect(again.hasSameState(as: state))
        }
    }

    @Test(arguments: seeds) func anEditBeatsEverythingItHasSeenWhateverTheClocks(seed: UInt64) throws {
        for (a, b, _) in try triples(seed) {
            let seen = try a.merged(with: b)
            for clock: Int64 in [0, -1, 1_000_000_000_000, 1_800_000_000_000, 4_000_000_000_000] {
                let stamp = try HybridClock.stamp(now: clock, after: seen.versions, replica: replica(7), random: [0, 0, 0])
                var edit = Edit()
                edit.write(1, "a", 99)
                let edited = try #require(try seen.applying(edit, at: stamp))
                for state in [seen, a, b] {
                    let merged = try state.merged(with: edited)
                    #expect(merged.value(1, "a") == 99)
                    #expect(merged.isVisible(1))
                    #expect(merged[record(1)]?.state.conflicts.contains("a") == false)
                }
            }
        }
    }

    @Test(arguments: seeds) func whatIsSeenDependsOnTheStateOnly(seed: UInt64) throws {
        for (a, b, _) in try triples(seed) {
            let one = try a.merged(with: b)
            let other = try Payload(b.merged(with: a).exactBytes)
            for (left, right) in zip(one.records, other.records) {
                #expect(left.state.isVisible == right.state.isVisible)
                #expect(left.state.conflicts == right.state.conflicts)
                for field in ["a", "b", "long"] {
                    #expect(Values.number(left.state[field]) == Values.number(right.state[field]))
                }
            }
        }
    }

    @Test func theLesserKindWinsInBothOrders() throws {
        let one = try Payload(writer: replica(1)).edited(by: 1, at: 10) { $0.write(1, "a", 1, kind: "zebra") }
        let other = try Payload(writer: replica(2)).edited(by: 2, at: 10) { $0.write(1, "a", 1, kind: "ant") }
        #expect(try one.merged(with: other)[record(1)]?.kind == "ant")
        #expect(try other.merged(with: one)[record(1)]?.kind == "ant")
    }
}
