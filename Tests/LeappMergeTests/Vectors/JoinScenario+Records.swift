import LeappBytes
import LeappCrypto
import LeappMerge

/// Records written by hand, for what edits make seldom or never. An index in a comment is one into the stamps that follow.
extension JoinScenario {
    /// When, by replica 1 or 2.
    private typealias When = (time: Int64, author: UInt8)

    /// A state with one record; its stamps ascend, and all are used.
    private static func state(
        _ stamps: [When], _ fields: KeyValuePairs<String, Tree>, life: Tree = [], kind: String = "k"
    ) throws -> Payload {
        var newest: [UInt8: Int64] = [:]
        for stamp in stamps { newest[stamp.author] = max(newest[stamp.author] ?? 0, stamp.time) }
        let table = stamps.map { Tree.array([.integer($0.time), .bytes(replica($0.author).bytes)]) }
        let record = Tree.named(["f": .named(fields), "s": .array(table), "t": .text(kind), "x": life])
        let versions = newest.sorted { $0.key < $1.key }.map { (Tree.bytes(replica($0.key).bytes), Tree.integer($0.value)) }
        return try Payload(ParsingTests.payload(record: record, versions: .map(versions)).encoded)
    }

    private static func both(
        _ name: String, _ stamps: [When], kind: String = "k", _ a: KeyValuePairs<String, Tree>,
        _ b: KeyValuePairs<String, Tree>
    ) throws -> JoinScenario {
        try JoinScenario(name, state(stamps, a, kind: kind), state(stamps, b, kind: kind))
    }

    private static let plain: Tree = [[0, [[[], 7]]]]
    private static let three: [When] = [(10, 1), (11, 2), (20, 1)]

    /// What stands under one stamp on both sides.
    static func contents() throws -> [JoinScenario] {
        let zeroAndOne: Tree = [[0, [[[], 1]]], [1, [[[], 2]]]]
        func third(_ content: Tree) -> Tree {
            guard case .array(let entries) = zeroAndOne else { return [] }
            return .array(entries + [[2, content]])
        }
        return [
            try both(
                "a redaction with its parents, and a copy that has values and others", three, ["a": third([0])],
                ["a": third([[[1], 8]])]),
            try both("redacted on both sides, with other parents", three, ["a": third([0])], ["a": third([1])]),
            try both("redacted on both sides alike", three, ["a": third([0, 1])], ["a": third([0, 1])]),
            try both(
                "one stamp on both sides with the same pair", three, ["a": third([[[0, 1], 8]])], ["a": third([[[0, 1], 8]])]),
            try both("one stamp, one value, other parents", three, ["a": third([[[0], 8]])], ["a": third([[[0, 1], 8]])]),
            try both(
                "one stamp: more parents make the greater pair", three, ["a": third([[[0, 1], 1]])], ["a": third([[[1], 9]])]),
            try both(
                "one stamp: greater parents make the greater pair", three, ["a": third([[[0], 9]])], ["a": third([[[1], 1]])]),
            try both(
                "one stamp: the value's bytes decide, not what they mean", three, ["a": third([[[0, 1], -1]])],
                ["a": third([[[0, 1], 24]])]),
            try both(
                "one value written on two machines", [(10, 1), (20, 1), (21, 2)],
                ["a": [[0, [[[], 1]]], [1, [[[0], 5]]], [2, [[[0], 6]]]]],
                ["a": [[0, [[[], 1]]], [1, [[[0], 6]]], [2, [[[0], 6]]]]]),
            try JoinScenario(
                "the same value twice is no conflict", state([(10, 1), (20, 1)], ["a": [[0, [[[], 1]]], [1, [[[0], 5]]]]]),
                state([(10, 1), (21, 2)], ["a": [[0, [[[], 1]]], [1, [[[0], 5]]]]])),
            try JoinScenario(
                "null over a value", state([(10, 1), (20, 1)], ["a": [[0, [[[], 1]]], [1, [[[0], null]]]]]),
                state([(10, 1)], ["a": plain])),
            try JoinScenario(
                "null and a value, in conflict", state([(10, 1), (20, 1)], ["a": [[0, [[[], 1]]], [1, [[[0], 5]]]]]),
                state([(10, 1), (21, 2)], ["a": [[0, [[[], 1]]], [1, [[[0], null]]]]])),
            try JoinScenario(
                "a redaction whose parents nothing else mentions",
                state([(5, 1), (10, 1), (20, 1)], ["a": [[1, [[[], 7]]], [2, [0]]]]), state([(10, 1)], ["a": plain])),
            try JoinScenario(
                "a redaction beside a value that it had not replaced",
                state([(10, 1), (20, 1)], ["a": [[0, [[[], 7]]], [1, []]]]),
                state([(10, 1)], ["a": plain])),
            try JoinScenario(
                "the order of the stamps is time, then replica",
                state([(10, 2), (12, 1)], ["a": [[0, [[[], 1]]], [1, [[[], 2]]]]]),
                state([(11, 1), (12, 2)], ["a": [[0, [[[], 3]]], [1, [[[], 4]]]]])),
        ]
    }

    private static let null = Tree.raw([0xf6])

    /// Sixteen entries, and more.
    static func histories() throws -> [JoinScenario] {
        func writes(_ times: some Sequence<Int64>) throws -> Payload {
            let times = Array(times)
            let entries = times.indices.map {
                Tree.array([.integer(Int64($0)), [[.array($0 > 0 ? [.integer(Int64($0 - 1))] : []), .integer(times[$0])]]])
            }
            return try state(times.map { ($0, 1) }, ["a": .array(entries)])
        }
        func life(_ times: some Sequence<Int64>, by author: UInt8) throws -> Payload {
            let times = Array(times)
            let codes = times.indices.map { place -> Tree in
                [
                    .integer(Int64(place + 1)),
                    [[.array(place > 0 ? [.integer(Int64(place))] : []), place % 2 == 0 ? [1, [0]] : 0]],
                ]
            }
            return try state([(1, 1)] + times.map { ($0, author) }, ["a": plain], life: .array(codes))
        }
        return [
            try JoinScenario("sixteen writes and an older one", writes(20..<36), writes([5])),
            try JoinScenario("sixteen writes and a newer one", writes(20..<36), writes([40])),
            try JoinScenario("sixteen writes, and one between them", writes(stride(from: 20, to: 52, by: 2)), writes([25])),
            try JoinScenario(
                "a value whose writer saw what is cut", writes(20..<36),
                state([(5, 1), (35, 2)], ["a": [[1, [[[0], 9]]]]])),
            try JoinScenario(
                "more than sixteen deletions and restorations", life(stride(from: 20, to: 50, by: 3), by: 1),
                life(stride(from: 21, to: 51, by: 3), by: 2)),
        ]
    }

    /// Kinds and fields by their names.
    static func names() throws -> [JoinScenario] {
        let (composed, decomposed) = ("\u{e9}", "e\u{301}")
        let one: [When] = [(10, 1)]
        let long = String(repeating: "n", count: 24)
        return [
            try both("fields that look alike", one, [composed: plain], [decomposed: plain]),
            try both("a sign that another one stands for", one, ["\u{212a}": plain], ["K": plain]),
            try JoinScenario(
                "kinds that look alike", state(one, ["a": plain], kind: composed), state(one, ["a": plain], kind: decomposed)),
            try JoinScenario(
                "kinds by their bytes, the longer one less", state(one, ["a": plain], kind: "b"),
                state(one, ["a": plain], kind: "aa")),
            try JoinScenario(
                "kinds by UTF-8, not by UTF-16", state(one, ["a": plain], kind: "\u{ff61}"),
                state(one, ["a": plain], kind: "\u{1f600}")),
            try both("shorter names first", one, ["b": plain, "\(long)z": plain], ["aa": plain, long: plain]),
            try both("names by their bytes", one, ["ab": plain, "\u{ff61}a": plain], ["aa": plain, "\u{1f600}": plain]),
        ]
    }

    /// Lifecycles with all codes.
    static func lifecycles() throws -> [JoinScenario] {
        let stamps: [When] = [(10, 1), (20, 1)]
        func life(_ code: Tree, _ stamps: [When] = stamps, kind: String = "k") throws -> Payload {
            try state(stamps, ["a": plain], life: [[1, [[[], code]]]], kind: kind)
        }
        let deleted: Tree = [1, [0]]
        let before: [When] = [(10, 1), (15, 2)]
        let after: [When] = [(10, 1), (25, 2)]
        return [
            try JoinScenario("a later code after a deletion counts as alive", life(deleted), life(2, after)),
            try JoinScenario("a later code before a deletion", life(deleted), life(2, before)),
            try JoinScenario("a later code with content after a deletion", life(deleted), life([5, "x", null], after)),
            try JoinScenario("deleted and alive under one stamp", life(deleted), life(0)),
            try JoinScenario("deleted and a later code under one stamp", life(deleted), life([2, 0])),
            try JoinScenario("deleted and a shorter later code under one stamp", life([7]), life(deleted)),
            try JoinScenario("alive and a later code under one stamp", life([2]), life(0)),
            try JoinScenario("two later codes under one stamp", life([3, 1]), life(9)),
            try JoinScenario("one stamp, deleted with more and with less seen", life([1, []]), life(deleted)),
            try JoinScenario("a code of a later program alone", life(23), state([(10, 1)], ["a": plain])),
        ]
    }

    /// What a deletion covers.
    static func deletions() throws -> [JoinScenario] {
        let four: [When] = [(10, 1), (15, 1), (20, 1), (30, 2)]
        let withoutHeads: Tree = [[0, []]]
        let twoFields: KeyValuePairs<String, Tree> = ["a": [[0, [[[], 1]]]], "b": [[1, [[[], 2]]]]]
        let base = try state([(10, 1), (15, 1)], twoFields)
        func deleted(at time: Int64, by author: UInt8, seeing seen: Tree) throws -> Payload {
            try state([(10, 1), (15, 1), (time, author)], twoFields, life: [[2, [[[], [1, seen]]]]])
        }
        let restoredDevice = try state(
            [(10, 1), (15, 1), (20, 1)], ["label": plain], life: [[1, [[[], [1, [0]]]]], [2, [[[1], 0]]]], kind: "device")
        return [
            try JoinScenario("a record without heads", state([(10, 1)], ["a": withoutHeads]), state([(10, 1)], ["a": plain])),
            try JoinScenario(
                "a record without heads, deleted",
                state([(10, 1), (20, 1)], ["a": withoutHeads], life: [[1, [[[], [1, []]]]]]),
                state([(10, 1)], ["a": plain])),
            try JoinScenario(
                "a record with two redactions, deleted",
                state([(10, 1), (15, 1), (20, 1)], ["a": [[0, []], [1, []]]], life: [[2, [[[], [1, []]]]]]),
                state([(10, 1)], ["a": plain])),
            try JoinScenario("a device deleted and restored", restoredDevice, state([(10, 1)], ["label": plain], kind: "device")),
            try JoinScenario(
                "a device with a later code",
                state([(10, 1), (20, 1)], ["label": plain], life: [[1, [[[], 2]]]], kind: "device"),
                state([(10, 1)], ["label": plain], kind: "device")),
            try JoinScenario(
                "a device deleted and then of a later code",
                state([(10, 1), (15, 2)], ["label": plain], life: [[1, [[[], [1, [0]]]]]], kind: "device"),
                state([(10, 1), (20, 1)], ["label": plain], life: [[1, [[[], 2]]]], kind: "device")),
            try JoinScenario(
                "two deletions that together saw all", deleted(at: 20, by: 1, seeing: [0]), deleted(at: 21, by: 2, seeing: [1])),
            try JoinScenario("a deletion that saw one field of two", deleted(at: 20, by: 1, seeing: [0]), base),
            try JoinScenario(
                "what only a deletion saw that no longer counts",
                state(four, ["a": plain], life: [[1, [[[], [1, [0]]]]], [2, [[[1], 0]]], [3, [[[], [1, []]]]]]),
                state([(10, 1)], ["a": plain])),
            try JoinScenario(
                "a deletion that saw what nobody else knows",
                state([(5, 1), (10, 1), (20, 1)], ["a": [[1, [[[], 7]]]]], life: [[2, [[[], [1, [0, 1]]]]]]),
                state([(10, 1)], ["a": plain])),
            try JoinScenario(
                "what was replaced needs no deletion",
                state(
                    [(10, 1), (20, 1), (30, 1)], ["a": [[0, [[[], 1]]], [1, [[[0], 2]]]]], life: [[2, [[[], [1, [1]]]]]]),
                state([(10, 1)], ["a": plain])),
        ]
    }

    /// What stands beside the records.
    static func tops() throws -> [JoinScenario] {
        func seen(_ versions: KeyValuePairs<UInt8, Int64>) throws -> Payload {
            let pairs = versions.map { (Tree.bytes(replica($0.key).bytes), Tree.integer($0.value)) }
            return try Payload(ParsingTests.payload(versions: .map(pairs)).setting("rec", .map([])).encoded)
        }
        func numbers(_ reader: Int64, _ writer: Int64) throws -> Payload {
            let slice = ParsingTests.payload(schema: 2, reader: reader, writer: writer).slice
            return try Payload(parsing: slice, schemas: .three)
        }
        let generations = Tree.map(
            [(UInt8(1), Int64(0)), (2, 1)].map { key, flags -> (name: [UInt8], item: Tree) in
                let key = [UInt8](repeating: key, count: 32)
                return (
                    Ancestor(dataKey: SecretSlice(copying: key.rawSpan), isCutOff: false).keyID, [.integer(flags), .bytes(key)]
                )
            }.sorted { $0.name.lexicographicallyPrecedes($1.name) }.map { (.bytes($0.name), $0.item) })
        let later = try Payload(ParsingTests.payload(gen: generations).encoded)
        return [
            try JoinScenario("what was seen of replicas on one side only", seen([1: 10, 3: 30]), seen([1: 20, 2: 5])),
            try JoinScenario("what was seen last, on either side", seen([1: 10, 2: 6]), seen([1: 9, 2: 7])),
            try JoinScenario("the greater of minr and of minw, from one side each", numbers(1, 3), numbers(2, 2)),
            try JoinScenario(
                "earlier key generations, one of them cut off", later, later.edited(by: 1, at: 60) { $0.write(2, "a", 1) }),
        ]
    }

    /// What is not joined.
    static func refusals() throws -> [JoinScenario] {
        func fields(_ prefix: String, _ count: Int) throws -> Payload {
            try (0..<2).reduce(Payload(writer: replica(1))) { sum, half in
                try sum.merged(
                    with: Payload(writer: replica(1)).edited(by: 1, at: 10) { edit in
                        for field in (count * half / 2)..<(count * (half + 1) / 2) { edit.write(1, "\(prefix)\(field + 100)", 1) }
                    })
            }
        }
        func pairs(_ numbers: Range<Int64>) throws -> Payload {
            try state([(10, 1)], ["a": [[0, .array(numbers.map { [[], .integer($0)] })]]])
        }
        let first = try Payload(ParsingTests.payload().encoded)
        func numbers(_ schema: Int64, _ writer: Int64) throws -> Payload {
            try Payload(ParsingTests.payload(schema: schema, writer: writer).encoded)
        }
        return [
            try JoinScenario("256 fields", fields("a", 128), fields("b", 128)),
            try JoinScenario("257 fields", fields("a", 129), fields("b", 128)),
            try JoinScenario("256 pairs", pairs(0..<128), pairs(128..<256)),
            try JoinScenario("257 pairs", pairs(0..<129), pairs(128..<257)),
            JoinScenario("a state that only later programs write", first, try numbers(1, 2)),
            JoinScenario("a state of a later schema", first, try numbers(2, 2)),
        ]
    }
}

extension SchemaTable {
    /// Three schemas that differ by their numbers.
    static let three = SchemaTable(steps: [TestSchemas.step([:]), TestSchemas.step([:])])
}
