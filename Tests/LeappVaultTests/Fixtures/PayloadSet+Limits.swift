import LeappBytes

extension PayloadSet {
    private static func blob(_ count: Int) -> Item { .bytes([UInt8](repeating: 0, count: count)) }

    private static func fields(_ count: Int) -> Item {
        .map((0..<count).map { (.text(String(1000 + $0)), [[0, [[[], 7]]], [1, [[[0], 8]]]]) })
    }

    private static func replicas(_ count: Int) -> Item {
        .map((1...UInt64(count)).map { (.bytes($0.bigEndianBytes), 60) })
    }

    private static func generations(_ count: Int) -> Item {
        .map((0..<count).map { StateParts.ancestor("ancestor \($0)") }.ascending)
    }

    private static func pairs(_ count: Int) -> Item {
        [[0, [[[], 7]]], [1, .array((0..<Int64(count)).map { [[], .integer($0)] })]]
    }

    static var limits: [FixtureCase] {
        func limit(_ name: String, _ about: String, within: (inout StateParts) -> Void, beyond: (inout StateParts) -> Void)
            -> [FixtureCase]
        {
            [
                changed("\(name)-most", "OK", "\(about), as many as there may be", section: "11", within),
                changed("\(name)-above", "LIMIT", "\(about), one too many", section: "11", beyond),
            ]
        }
        func value(_ count: Int) -> Item { [[0, [[[], blob(count - 3)]]], [1, [[[0], 8]]]] }
        func code(_ count: Int) -> Item { [[1, [[[], [9, blob(count - 5)]]]]] }
        return [
            limit("value", "bytes of a value") {
                $0.entries = value(65536)
            } beyond: {
                $0.entries = value(65537)
            },
            limit("code", "bytes of a lifecycle value") {
                $0.lifecycle = code(65536)
            } beyond: {
                $0.lifecycle = code(65537)
            },
            limit("fields", "fields") {
                $0.fields = fields(256)
            } beyond: {
                $0.fields = fields(257)
            },
            limit("pairs", "pairs of an entry") {
                $0.entries = pairs(256)
            } beyond: {
                $0.entries = pairs(257)
            },
            limit("life-pairs", "pairs of a lifecycle entry") {
                $0.lifecycle = [[1, .array((0..<257).filter { $0 != 1 }.map { [[], .integer($0)] })]]
            } beyond: {
                $0.lifecycle = [[1, .array((0..<258).filter { $0 != 1 }.map { [[], .integer($0)] })]]
            },
            limit("replicas", "replicas") {
                $0.versions = replicas(4096)
            } beyond: {
                $0.versions = replicas(4097)
            },
            limit("ancestors", "ancestors") {
                $0.ancestors = generations(1024)
            } beyond: {
                $0.ancestors = generations(1025)
            },
            [changed("entries-16", "OK", "16 entries, as many as there may be") { $0.write(16) }],
            [changed("life-16", "OK", "16 lifecycle entries, as many as there may be") { $0.write(16, lifecycle: true) }],
        ].flatMap { $0 }
    }

    /// Payloads with two faults: which one is named is said in section 9.
    static var orders: [FixtureCase] {
        [
            vector(
                "order-encoding", "BAD_PAYLOAD", "too many fields, and a byte after the map", section: "9",
                StateParts { $0.fields = fields(257) }.item.encoded + [0]),
            changed("order-newer", "NEEDS_NEWER", "too many fields, and minr 9", section: "9") {
                ($0.fields, $0.reader, $0.minimumWriter) = (fields(257), 9, 9)
            },
            changed("order-limit-first", "LIMIT", "too many fields, and then a kind that is no text", section: "9") {
                ($0.fields, $0.kind) = (fields(257), 0)
            },
            changed("order-shape-first", "BAD_PAYLOAD", "a time of 0, and then too many fields", section: "9") {
                $0.versions = .map([(StateParts.author, .integer(20)), (StateParts.other, .integer(0))])
                $0.fields = fields(257)
            },
            changed("order-index", "LIMIT", "an index far outside of the table, and then a value that is too large", section: "9")
            {
                $0.fields = .named([
                    "a": [[0, [[[], 7]]], [1_000_000_000_000, [[[0], 8]]]], "b": [[1, [[[], blob(65534)]]]],
                ])
            },
        ]
    }
}
