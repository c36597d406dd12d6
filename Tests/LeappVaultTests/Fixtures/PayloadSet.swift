import LeappBytes
import LeappCrypto

@testable import LeappVault

/// What lies under a right seal and is lawful, or not: the shape of the state, its limits, its versions.
enum PayloadSet {
    static var cases: [FixtureCase] {
        lawful + versions + encodings + tops + ancestors + records + entries + stamps + lifecycles + limits + orders
    }

    static func vector(_ name: String, _ expected: String, _ about: String, section: String = "7.2", _ payload: [UInt8])
        -> FixtureCase
    {
        var forge = Forge("payload")
        forge.seal(Forge.plaintext(payload, paddedLength: max(128, 8 + payload.count)))
        let opens = expected == "OK" || expected == "READ_ONLY"
        return FixtureCase(
            name: "payload-\(name)", section: section, about: about, file: forge.file,
            expectation: opens ? .opened(payload, as: expected) : .failure(expected))
    }

    static func changed(
        _ name: String, _ expected: String, _ about: String, section: String = "7.2", _ change: (inout StateParts) -> Void
    ) -> FixtureCase { vector(name, expected, about, section: section, StateParts(change).item.encoded) }

    static func bad(_ name: String, _ about: String, _ change: (inout StateParts) -> Void) -> FixtureCase {
        changed(name, "BAD_PAYLOAD", about, change)
    }

    private static var lawful: [FixtureCase] {
        [
            changed("record", "OK", "one record, two writes of its field") { _ in },
            changed("unknown-kind", "OK", "a kind that nobody knows") { $0.kind = "hologram" },
            changed("unknown-value", "OK", "a value as deep as it may be") {
                $0.entries = [[0, [[[], .nested(8)]]], [1, [[[0], 8]]]]
            },
            changed("negative-values", "OK", "negative integers as values") {
                $0.entries = [[0, [[[], -1]]], [1, [[[0], [-24, -25, .integer(.min)]]]]]
            },
            changed("redacted", "OK", "a redacted entry") { $0.entries = [[0, []], [1, [[[0], 8]]]] },
            changed("redacted-parents", "OK", "a redacted entry with parents") { $0.entries = [[0, [[[], 7]]], [1, [0]]] },
            changed("parent-gone", "OK", "a parent whose entry was cut") { $0.entries = [[1, [[[0], 8]]]] },
            changed("two-pairs", "OK", "two copies of a replica wrote under one stamp") {
                $0.entries = [[0, [[[], 7]]], [1, [[[], 9], [[0], 8]]]]
            },
            changed("deleted", "OK", "a deletion") { $0.lifecycle = [[1, [[[], [1, [0]]]]]] },
            changed("deleted-blind", "OK", "a deletion that saw nothing") { $0.lifecycle = [[1, [[[], [1, []]]]]] },
            changed("restored", "OK", "a deletion and a restoration") {
                $0.lifecycle = [[0, [[[], [1, []]]]], [1, [[[0], 0]]]]
            },
            changed("unknown-code", "OK", "a lifecycle code that nobody knows") { $0.lifecycle = [[1, [[[], 2]]]] },
            changed("unknown-code-content", "OK", "a lifecycle code with content") {
                $0.lifecycle = [[1, [[[], [7, "text", .map([(.integer(1), .integer(2))])]]]]]
            },
            changed("no-record", "OK", "no record") { $0.records = .map([]) },
            changed("ancestors", "OK", "two ancestors, one of them cut off") {
                $0.ancestors = .map([StateParts.ancestor("first key", flags: 1), StateParts.ancestor("second key")].ascending)
            },
        ]
    }

    private static var versions: [FixtureCase] {
        func schemas(_ name: String, _ expected: String, _ about: String, _ schema: Item, _ reader: Item, _ writer: Item)
            -> FixtureCase
        {
            changed(name, expected, about, section: "7.2, 13") {
                ($0.schema, $0.reader, $0.minimumWriter) = (schema, reader, writer)
            }
        }
        return [
            schemas("later-writer", "READ_ONLY", "a writer must know schema 2", 1, 1, 2),
            schemas("later-schema", "READ_ONLY", "schema 2, which this reader may read", 2, 1, 2),
            schemas("later-reader", "NEEDS_NEWER", "a reader must know schema 2", 2, 2, 2),
            schemas("later-reader-alone", "NEEDS_NEWER", "a reader must know schema 2, a writer need not", 1, 2, 1),
            schemas("schema-0", "BAD_PAYLOAD", "schema 0", 0, 1, 1),
            schemas("schema-text", "BAD_PAYLOAD", "a schema that is a text", "1", 1, 1),
            schemas("reader-0", "BAD_PAYLOAD", "minr 0", 1, 0, 1),
            schemas("reader-negative", "BAD_PAYLOAD", "minr -1", 1, -1, 1),
            schemas("writer-0", "BAD_PAYLOAD", "minw 0", 1, 1, 0),
            schemas("writer-below", "BAD_PAYLOAD", "minw below the schema", 2, 1, 1),
            changed("later-shape", "NEEDS_NEWER", "minr 9 and another shape", section: "9, 13") {
                ($0.reader, $0.minimumWriter, $0.records) = (9, 9, "a new shape")
                $0.more = [("zzzzz", 1)]
            },
            vector(
                "later-damaged", "BAD_PAYLOAD", "minr 9, and a byte after the map", section: "9",
                StateParts { ($0.reader, $0.minimumWriter) = (9, 9) }.item.encoded + [0]),
        ]
    }

    private static var encodings: [FixtureCase] {
        func value(_ name: String, _ about: String, _ bytes: [UInt8]) -> FixtureCase {
            changed("cbor-\(name)", "BAD_PAYLOAD", about, section: "5") {
                $0.entries = [[0, [[[], .raw(bytes)]]], [1, [[[0], 8]]]]
            }
        }
        let whole = StateParts().item.encoded
        return [
            vector("cbor-trailing", "BAD_PAYLOAD", "a byte after the map", section: "5", whole + [0]),
            vector("cbor-cut", "BAD_PAYLOAD", "without its last byte", section: "5", whole.dropLast()),
            vector("cbor-cut-head", "BAD_PAYLOAD", "cut inside of the last integer", section: "5", whole.dropLast() + [0x18]),
            vector(
                "cbor-count-more", "BAD_PAYLOAD", "a map that says eight members and has seven", section: "5",
                [0xa8] + whole.dropFirst()),
            vector(
                "cbor-count-less", "BAD_PAYLOAD", "a map that says six members and has seven", section: "5",
                [0xa6] + whole.dropFirst()),
            vector("cbor-empty", "BAD_PAYLOAD", "no bytes", section: "5", []),
            value("long-int", "an integer that is not in its shortest form", [0x18, 0x17]),
            value("long-length", "a length that is not in its shortest form", [0x58, 0x01, 0x00]),
            value("int-2^63", "an integer of 2^63", [0x1b, 0x80] + [UInt8](repeating: 0, count: 7)),
            value("negative-2^63-1", "an integer of -2^63-1", [0x3b, 0x80] + [UInt8](repeating: 0, count: 7)),
            value("indefinite-bytes", "bytes of indefinite length", [0x5f, 0x41, 0x00, 0xff]),
            value("indefinite-array", "an array of indefinite length", [0x9f, 0xff]),
            value("indefinite-map", "a map of indefinite length", [0xbf, 0xff]),
            value("tag", "a tag", [0xc1, 0x01]),
            value("float", "a float", [0xf9, 0x00, 0x00]),
            value("undefined", "undefined", [0xf7]),
            value("simple", "another simple value", [0xe0]),
            value("reserved-head", "a reserved head", [0x1c] + [UInt8](repeating: 0, count: 16)),
            value("long-16", "255 in three bytes", [0x19, 0x00, 0xff]),
            value("long-32", "65535 in five bytes", [0x1a, 0x00, 0x00, 0xff, 0xff]),
            value("long-64", "2^32-1 in nine bytes", [0x1b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]),
            value("overlong-2", "an overlong form of two bytes in a text", [0x62, 0xc1, 0xbf]),
            value("overlong-3", "an overlong form of three bytes in a text", [0x63, 0xe0, 0x9f, 0xbf]),
            value("overlong-4", "an overlong form of four bytes in a text", [0x64, 0xf0, 0x8f, 0xbf, 0xbf]),
            value("beyond-unicode", "U+110000 in a text", [0x64, 0xf4, 0x90, 0x80, 0x80]),
            value("text-cut", "a text that ends inside of a character", [0x62, 0xe2, 0x82]),
            value("text-continued", "a third byte that continues nothing", [0x63, 0xe2, 0x82, 0x28]),
            value("utf-8", "a text that is not UTF-8", [0x61, 0xff]),
            value("surrogate", "a text with a surrogate", [0x63, 0xed, 0xa0, 0x80]),
            value("array-2^32", "an array of 2^32 items", [0x9b, 0, 0, 0, 1, 0, 0, 0, 0]),
            value("keys-unsorted", "keys out of order", [0xa2, 0x02, 0x00, 0x01, 0x00]),
            value("keys-doubled", "a key twice", [0xa2, 0x01, 0x00, 0x01, 0x00]),
            value("keys-mixed", "keys of two types", [0xa2, 0x01, 0x00, 0x41, 0x00, 0x00]),
            value("key-array", "an array as a key", [0xa1, 0x80, 0x00]),
            value("depth-17", "17 containers in one another", Item.nested(9).encoded),
            value("depth-17-map", "17 containers in one another, the last a map", Item.nested(8, .map([])).encoded),
        ]
    }

    private static var tops: [FixtureCase] {
        func without(_ index: Int) -> FixtureCase {
            var members = StateParts().members
            let key = members.remove(at: index).0.encoded.dropFirst()
            let name = String(decoding: key, as: UTF8.self)
            return vector("missing-\(name)", "BAD_PAYLOAD", "without \(name)", Item.map(members).encoded)
        }
        let renamed = ["u", "x", "vw", "gem", "red", "minq", "minx"].enumerated().map { index, name in
            var members = StateParts().members
            members[index].0 = .text(name)
            return vector("key-\(name)", "BAD_PAYLOAD", "another key, \(name)", Item.map(members).encoded)
        }
        return (0..<7).map(without) + renamed + [
            vector("no-map", "BAD_PAYLOAD", "an array in place of the map", Item.array(StateParts().members.map(\.1)).encoded),
            bad("key-more", "a key more") { $0.more = [("zzzz", 1)] },
            bad("writer-short", "a writer of 7 bytes") { $0.writer = .bytes([0, 0, 0, 0, 0, 0, 1]) },
            bad("writer-text", "a writer that is a text") { $0.writer = "12345678" },
            bad("replicas-array", "an array in place of vv") { $0.versions = [] },
            bad("replicas-array-empty", "an empty array in place of vv, and no record") {
                ($0.versions, $0.records) = ([], .map([]))
            },
            bad("replica-time-true", "true for a time of 1") {
                $0.versions = .map([(StateParts.author, .integer(20)), (StateParts.other, .bool(true))])
            },
            bad("replica-short", "a replica of 7 bytes") {
                $0.versions = .map([(.bytes([0, 0, 0, 0, 0, 0, 0]), .integer(1)), (StateParts.author, .integer(20))])
            },
            bad("replica-time-0", "a time of 0") {
                $0.versions = .map([(StateParts.author, .integer(20)), (StateParts.other, .integer(0))])
            },
            bad("replica-time-negative", "a time of -1") {
                $0.versions = .map([(StateParts.author, .integer(20)), (StateParts.other, .integer(-1))])
            },
            bad("replicas-unsorted", "replicas out of order") {
                $0.versions = .map([(StateParts.other, .integer(50)), (StateParts.author, .integer(20))])
            },
            bad("replicas-doubled", "a replica twice") {
                $0.versions = .map([(StateParts.author, .integer(20)), (StateParts.author, .integer(20))])
            },
            bad("ancestors-array", "an array in place of gen") { $0.ancestors = [] },
            bad("records-array", "an array in place of rec") { $0.records = [] },
        ]
    }

    private static var ancestors: [FixtureCase] {
        func gen(_ name: String, _ about: String, _ pairs: [(Item, Item)]) -> FixtureCase {
            bad("ancestor-\(name)", about) { $0.ancestors = .map(pairs) }
        }
        func named(_ key: [UInt8]) -> (Item, Item) {
            let name = BLAKE2b.hash(RawSpan(), count: 16, personalisation: "leapp-v1-keyid", key: key.rawSpan)
            return (.bytes(name), [0, .bytes(key)])
        }
        let (name, value) = StateParts.ancestor("first key")
        let two = [StateParts.ancestor("first key"), StateParts.ancestor("second key")].ascending
        let key = Item.bytes(Named.bytes("first key", 32))
        return [
            gen("other-name", "a data key under another name", [(.bytes(Named.bytes("other", 16)), value)]),
            gen(
                "name-short", "a name of 15 bytes", [(.bytes([UInt8](Named.dataKey("first key").keyID.bytes.dropLast())), value)]),
            gen("key-short", "a data key of 31 bytes, under its own name", [named(Named.bytes("first key", 31))]),
            gen("key-long", "a data key of 33 bytes, under its own name", [named(Named.bytes("first key", 33))]),
            gen("flags-2", "a flag that nobody knows", [StateParts.ancestor("first key", flags: 2)]),
            gen("flags-negative", "flags of -1", [StateParts.ancestor("first key", flags: -1)]),
            gen("of-one", "without flags", [(name, [key])]),
            gen("of-three", "three items", [(name, [0, key, 0])]),
            gen("unsorted", "ancestors out of order", two.reversed()),
            gen("doubled", "an ancestor twice", [(name, value), (name, value)]),
            gen("itself", "the file's own generation among its ancestors", [StateParts.ancestor("data key")]),
        ]
    }

    private static var records: [FixtureCase] {
        let parts = StateParts()
        let id = StateParts.recordID
        return [
            bad("record-id-short", "a record id of 15 bytes") {
                $0.records = .map([(.bytes(Named.bytes("record", 15)), parts.wholeRecord)])
            },
            bad("record-id-long", "a record id of 17 bytes") {
                $0.records = .map([(.bytes(Named.bytes("record", 17)), parts.wholeRecord)])
            },
            bad("records-doubled", "a record twice") { $0.records = .map([(id, parts.wholeRecord), (id, parts.wholeRecord)]) },
            bad("records-unsorted", "records out of order") {
                $0.records = .map([
                    (.bytes([UInt8](repeating: 2, count: 16)), parts.wholeRecord),
                    (.bytes([UInt8](repeating: 1, count: 16)), parts.wholeRecord),
                ])
            },
            bad("record-array", "an array in place of a record") { $0.record = [parts.fields, parts.stamps, "k", []] },
            bad("record-without-x", "a record without lifecycle") {
                $0.record = .named(["f": parts.fields, "s": parts.stamps, "t": "k"])
            },
            bad("record-key-more", "a record with a key more") {
                $0.record = .named(["f": parts.fields, "s": parts.stamps, "t": "k", "x": [], "y": 0])
            },
            bad("record-key-e", "a record with another key, e") {
                $0.record = .named(["e": parts.fields, "s": parts.stamps, "t": "k", "x": []])
            },
            bad("record-key-r", "a record with another key, r") {
                $0.record = .named(["f": parts.fields, "r": parts.stamps, "t": "k", "x": []])
            },
            bad("record-key-u", "a record with another key, u") {
                $0.record = .named(["f": parts.fields, "s": parts.stamps, "u": "k", "x": []])
            },
            bad("record-key-y", "a record with another key, y") {
                $0.record = .named(["f": parts.fields, "s": parts.stamps, "t": "k", "y": []])
            },
            bad("record-count", "a record that says five members and has four") {
                $0.record = .raw([0xa5] + parts.wholeRecord.encoded.dropFirst())
            },
            bad("kind-bytes", "a kind that is no text") { $0.kind = .bytes([0x6b]) },
            bad("fields-none", "a record without fields") { ($0.fields, $0.stamps) = (.map([]), []) },
            bad("fields-array", "an array in place of the fields") { $0.fields = ["a"] },
            bad("field-name-bytes", "a field name that is no text") {
                $0.fields = .map([(.bytes([0x61]), [[0, [[[], 7]]], [1, [[[0], 8]]]])])
            },
            bad("field-empty", "a field without entries") {
                $0.fields = .named(["a": [[0, [[[], 7]]], [1, [[[0], 8]]]], "b": []])
            },
            bad("fields-unsorted", "fields out of order") {
                $0.fields = .named(["bb": [[0, [[[], 7]]]], "a": [[1, [[[], 7]]]]])
            },
            bad("fields-doubled", "a field twice") { $0.fields = .named(["a": [[0, [[[], 7]]]], "a": [[1, [[[], 7]]]]]) },
        ]
    }
}

extension [(Item, Item)] {
    /// The pairs in the order of their encoded keys.
    var ascending: [(Item, Item)] { sorted { $0.0.encoded.lexicographicallyPrecedes($1.0.encoded) } }
}
