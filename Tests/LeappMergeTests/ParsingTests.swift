import LeappBytes
import LeappCBOR
import LeappCrypto
import LeappMerge
import Testing

/// Payloads written by hand: lawful ones come back byte for byte, each unlawful one is refused (spec/format.md section 7.2).
@Suite struct ParsingTests {
    static let author: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 1]
    static let other: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 2]

    /// A record with two writes of one field.
    static let record: Tree = .named([
        "f": .named(["a": [[0, [[[], 7]]], [1, [[[0], 8]]]]]), "s": [[10, .bytes(author)], [20, .bytes(author)]], "t": "k",
        "x": [],
    ])

    static func payload(
        schema: Int64 = 1, record: Tree = record, gen: Tree = .map([]), reader: Int64 = 1, writer: Int64 = 1,
        versions: Tree = .map([(.bytes(author), 20), (.bytes(other), 50)])
    ) -> Tree {
        .named([
            "v": .integer(schema), "w": .bytes(author), "vv": versions, "gen": gen,
            "rec": .map([(.bytes([UInt8](repeating: 1, count: 16)), record)]), "minr": .integer(reader),
            "minw": .integer(writer),
        ])
    }

    static func fields(_ entries: Tree) -> Tree { payload(record: record.setting("f", .named(["a": entries]))) }
    static func lifecycle(_ entries: Tree) -> Tree { payload(record: record.setting("x", entries)) }

    static let lawful: [(String, Tree)] = [
        ("plain", payload()),
        ("unknown kind", payload(record: record.setting("t", "hologram"))),
        ("unknown field with a nested value", fields([[0, [[[], .nested(8)]]], [1, [[[0], 8]]]])),
        ("redacted", fields([[0, []], [1, [[[0], 8]]]])),
        ("redacted with parents", fields([[0, [[[], 7]]], [1, [0]]])),
        ("a parent that is gone", fields([[1, [[[0], 8]]]])),
        ("two pairs", fields([[0, [[[], 7]]], [1, [[[], 9], [[0], 8]]]])),
        ("alive", lifecycle([[1, [[[], 0]]]])),
        ("deleted", lifecycle([[1, [[[], [1, [0]]]]]])),
        ("deleted without heads", lifecycle([[1, [[[], [1, []]]]]])),
        ("unknown code", lifecycle([[1, [[[], 2]]]])),
        ("unknown code with content", lifecycle([[1, [[[], [7, "text", .map([(1, 2)])]]]]])),
        ("two codes under one stamp", lifecycle([[1, [[[], 0], [[], 5], [[], [1, [0]]], [[], [2, 0]]]]])),
        ("no records", payload().setting("rec", .map([]))),
        ("newer schema that may be read", payload(schema: 2, writer: 2)),
    ]

    @Test(arguments: lawful) func aLawfulPayloadComesBackByteForByte(name: String, tree: Tree) throws {
        let bytes = tree.encoded
        let payload = try Payload(bytes)
        #expect(payload.exactBytes == bytes)
        try expectTheSame(payload, known: bytes)
        for record in payload.records { _ = record.state.isVisible }
        if payload.isWritable, payload.count > 0 {
            let copy = try Payload(bytes)
            #expect(try payload.merged(with: copy).hasSameState(as: payload))
        }
    }

    @Test func whatWasCheckedIsFoundAgainWithoutChecks() throws {
        for state in try World(seed: 7, steps: 200).states { try expectTheSame(state, known: state.exactBytes) }
    }

    private func expectTheSame(_ payload: Payload, known bytes: [UInt8]) throws {
        let known = try Payload(known: SecretSlice(copying: bytes.rawSpan))
        #expect(known.exactBytes == bytes)
        #expect(known.hasSameState(as: payload) && known.writer == payload.writer)
    }

    @Test(arguments: lawful.filter { $0.0 != "newer schema that may be read" && $0.0 != "no records" })
    func anEditElsewhereInARecordKeepsWhatIsNotKnown(name: String, tree: Tree) throws {
        let payload = try Payload(tree.encoded)
        var edit = Edit()
        let id = payload.records[0].id
        edit.write(id, kind: "k", field: "new", value: Values[3])
        let edited = try #require(try payload.applying(edit, at: Stamp(time: 60, replica: replica(2))))
        let again = try Payload(edited.exactBytes)
        let (before, after) = (payload.records[0].state, again.records[0].state)
        #expect(after.kind == before.kind)
        #expect(Values.number(after["new"]) == 3)
        // Merging the old state in changes nothing: all that it says is in the new one.
        #expect(try again.merged(with: payload).hasSameState(as: again))
        #expect(try payload.merged(with: again).hasSameState(as: again))
    }

    static let malformed: [(String, Tree, PayloadFault)] = [
        ("no map", 1, .encoding(.unexpected(at: 0, found: .unsigned))),
        ("key missing", payload().setting("gen", nil), .keys),
        ("key unknown", payload().adding("zzzzz", 1), .keys),
        ("schema 0", payload(schema: 0), .schema),
        ("schema beyond its writers", payload(schema: 2), .schema),
        ("reader 0", payload(reader: 0), .schema),
        ("writer id too short", payload().setting("w", .bytes([1])), .stamp),
        ("writer a text", payload().setting("w", "12345678"), .encoding(.unexpected(at: 5, found: .text))),
        ("replicas out of order", payload(versions: .map([(.bytes(other), 50), (.bytes(author), 20)])), .order),
        ("replica twice", payload(versions: .map([(.bytes(author), 20), (.bytes(author), 20)])), .order),
        ("time 0", payload(versions: .map([(.bytes(author), 20), (.bytes(other), 0)])), .stamp),
        ("time negative", payload(versions: .map([(.bytes(author), -1)])), .encoding(.unexpected(at: 27, found: .negative))),
        ("stamp uncovered", payload(versions: .map([(.bytes(author), 19)])), .uncovered),
        ("stamp of nobody", payload(versions: .map([(.bytes(other), 50)])), .uncovered),
        (
            "ancestor with another name",
            payload(gen: .map([(.bytes([UInt8](repeating: 0, count: 16)), [0, .bytes([UInt8](repeating: 0, count: 32))])])),
            .ancestor
        ),
        ("ancestor with unknown flags", payload(gen: ancestor(flags: 2)), .ancestor),
        (
            "ancestor with a short key", payload(gen: .map([(.bytes([UInt8](repeating: 0, count: 16)), [0, .bytes([1])])])),
            .stamp
        ),
        ("record id too long", payload().setting("rec", .map([(.bytes([UInt8](repeating: 1, count: 17)), record)])), .stamp),
        (
            "record twice",
            payload().setting(
                "rec",
                .map([(.bytes([UInt8](repeating: 1, count: 16)), record), (.bytes([UInt8](repeating: 1, count: 16)), record)])),
            .order
        ),
        ("record without lifecycle", payload(record: record.setting("x", nil)), .keys),
        ("record with one key more", payload(record: record.adding("y", 1)), .keys),
        ("no fields", payload(record: record.setting("f", .map([]))), .count),
        ("field without entries", fields([]), .count),
        (
            "fields out of order",
            payload(record: record.setting("f", .named(["bb": [[0, [[[], 7]]]], "a": [[1, [[[], 7]]]]]))), .order
        ),
        (
            "field twice", payload(record: record.setting("f", .named(["a": [[0, [[[], 7]]]], "a": [[1, [[[], 7]]]]]))), .order
        ),
        ("kind a number", payload(record: record.setting("t", 1)), .encoding(.unexpected(at: 104, found: .unsigned))),
        ("entries out of order", fields([[1, [[[], 8]]], [0, [[[], 7]]]]), .order),
        ("entry twice", fields([[1, [[[0], 8]]], [1, [[[0], 8]]]]), .order),
        ("entry of three", fields([[0, [[[], 7]], 1], [1, [[[0], 8]]]]), .shape),
        ("pair of one", fields([[0, [[[]]]], [1, [[[0], 8]]]]), .shape),
        ("pairs out of order", fields([[0, [[[], 9], [[], 7]]], [1, [[[0], 8]]]]), .order),
        ("pair twice", fields([[0, [[[], 7], [[], 7]]], [1, [[[0], 8]]]]), .order),
        ("parent that is its child", fields([[0, [[[], 7]]], [1, [[[1], 8]]]]), .index),
        ("parent younger than its child", fields([[0, [[[1], 7]]], [1, [[[], 8]]]]), .index),
        ("parents out of order", payload(record: threeStamps([[2, [[[1, 0], 8]]]])), .order),
        ("index outside of the table", fields([[0, [[[], 7]]], [2, [[[0], 8]]]]), .index),
        ("index beyond anything", fields([[0, [[[], 7]]], [1_000_000_000_000, [[[0], 8]]]]), .index),
        ("stamp unused", fields([[0, [[[], 7]]]]), .index),
        ("stamps out of order", payload(record: record.setting("s", [[20, .bytes(author)], [10, .bytes(author)]])), .order),
        ("stamp twice", payload(record: record.setting("s", [[20, .bytes(author)], [20, .bytes(author)]])), .order),
        ("stamp of three", payload(record: record.setting("s", [[10, .bytes(author), 1], [20, .bytes(author)]])), .shape),
        ("redacted parent younger", fields([[0, [1]], [1, [[[], 8]]]]), .index),
        ("lifecycle redacted", lifecycle([[1, []]]), .shape),
        ("lifecycle redacted with parents", lifecycle([[1, [0]]]), .shape),
        ("lifecycle code 1 alone", lifecycle([[1, [[[], 1]]]]), .shape),
        ("lifecycle code 0 in an array", lifecycle([[1, [[[], [0]]]]]), .shape),
        ("lifecycle a text", lifecycle([[1, [[[], "gone"]]]]), .encoding(.unexpected(at: 116, found: .text))),
        ("deletion of three", lifecycle([[1, [[[], [1, [0], 0]]]]]), .shape),
        ("deletion that names itself", lifecycle([[1, [[[], [1, [1]]]]]]), .index),
        ("seventeen entries", payload(record: entries(17)), .count),
        ("value too deep", fields([[0, [[[], .nested(9)]]], [1, [[[0], 8]]]]), .encoding(.tooDeep(at: 0))),
        ("value not shortest", fields([[0, [[[], .raw([0x18, 1])]]], [1, [[[0], 8]]]]), .encoding(.notShortest(at: 0))),
        ("value a float", fields([[0, [[[], .raw([0xf9, 0, 0])]]], [1, [[[0], 8]]]]), .encoding(.unsupported(at: 0))),
        ("bytes behind the map", .raw(payload().encoded + [0]), .encoding(.trailing(count: 1))),
        ("cut off", .raw(payload().encoded.dropLast()), .encoding(.unexpected(at: 0, found: nil))),
        (
            "too many records said", .raw([0xa7] + Array(payload().encoded.dropFirst()).replacingRecordCount),
            .encoding(.truncated(at: 0))
        ),
    ]

    @Test(arguments: malformed) func aMalformedPayloadIsRefused(name: String, tree: Tree, fault: PayloadFault) throws {
        let error = #expect(throws: PayloadError.self) { try Payload(tree.encoded) }
        guard case .malformed(let found, _)? = error else {
            Issue.record("\(name): \(String(describing: error))")
            return
        }
        #expect(found.withoutPlace == fault.withoutPlace, "\(name)")
        #expect(error?.errorClass == .badPayload)
    }

    @Test func aPayloadOfANewerReaderSaysSoWhateverItsShape() throws {
        let strange = Self.payload(reader: 9, writer: 9).setting("rec", "a new shape").adding("zzzzz", 1)
        #expect(throws: PayloadError.needsNewer(schema: 9)) { try Payload(strange.encoded) }
        #expect(throws: PayloadError.needsNewer(schema: 2)) { try Payload(Self.payload(reader: 2, writer: 2).encoded) }
        let damaged = Self.payload(reader: 9, writer: 9).encoded.dropLast()
        #expect(throws: PayloadError.self) { try Payload(Array(damaged)) }
    }

    @Test func aPayloadOfANewerWriterIsReadOnly() throws {
        let newer = try Payload(Self.payload(schema: 2, writer: 3).encoded)
        #expect(!newer.isWritable)
        var edit = Edit()
        edit.write(1, "a", 1)
        #expect(throws: PayloadError.readOnly(schema: 3)) { try newer.applying(edit, at: Stamp(time: 90, replica: replica(1))) }
        #expect(throws: PayloadError.readOnly(schema: 3)) { try newer.merged(with: Payload(writer: replica(1))) }
        #expect(throws: PayloadError.readOnly(schema: 3)) { try Payload(writer: replica(1)).merged(with: newer) }
    }

    @Test func aValueOrCountBeyondItsBoundIsTooMuch() throws {
        let value = Tree.bytes([UInt8](repeating: 0, count: PayloadBounds.value - 2))
        #expect(throws: PayloadError.limit(.value, PayloadBounds.value + 1)) {
            try Payload(Self.fields([[0, [[[], value]]], [1, [[[0], 8]]]]).encoded)
        }
        let fields = (0...PayloadBounds.fields).map { number in
            (Tree.text("f" + String(number + 1000)), [[0, [[[], 7]]], [1, [[[0], 8]]]] as Tree)
        }
        #expect(throws: PayloadError.limit(.fields, PayloadBounds.fields + 1)) {
            try Payload(Self.payload(record: Self.record.setting("f", .map(fields))).encoded)
        }
        let replicas = (0...PayloadBounds.replicas).map { (Tree.bytes([0, 0, 0, 0] + UInt32($0).bigEndianBytes), 60 as Tree) }
        #expect(throws: PayloadError.limit(.replicas, PayloadBounds.replicas + 1)) {
            try Payload(Self.payload(versions: .map(replicas)).encoded)
        }
    }

    @Test func everyTruncationIsRefused() {
        let bytes = Self.payload(gen: Self.ancestor(flags: 1)).encoded
        for count in 0..<bytes.count {
            #expect(throws: PayloadError.self) { try Payload(Array(bytes.prefix(count))) }
        }
    }

    @Test func everyFlippedBitIsRefusedOrComesBackByteForByte() {
        let bytes = Self.lifecycle([[1, [[[], [1, [0]]]]]]).encoded
        for bit in 0..<(bytes.count * 8) {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            do {
                let payload = try Payload(flipped)
                #expect(payload.exactBytes == flipped)
                for record in payload.records { _ = record.state.isVisible }
            } catch {
                #expect(error.errorClass == .badPayload || error.errorClass == .needsNewer)
            }
        }
    }

    @Test func anAncestorIsReadWithItsKey() throws {
        let payload = try Payload(Self.payload(gen: Self.ancestor(flags: 1)).encoded)
        #expect(payload.ancestors.count == 1)
        #expect(payload.ancestors[0].isCutOff)
        let dataKey = payload.ancestors[0].dataKey
        let key = Array(dataKey.bytes)
        #expect(key == [UInt8](repeating: 3, count: 32))
    }

    private static func ancestor(flags: Int64) -> Tree {
        let key = [UInt8](repeating: 3, count: 32)
        let ancestor = Ancestor(dataKey: SecretSlice(copying: key.rawSpan), isCutOff: false)
        return .map([(.bytes(ancestor.keyID), [.integer(flags), .bytes(key)])])
    }

    private static func threeStamps(_ entries: Tree) -> Tree {
        record.setting("f", .named(["a": entries])).setting(
            "s", [[5, .bytes(author)], [10, .bytes(author)], [20, .bytes(author)]])
    }

    private static func entries(_ count: Int64) -> Tree {
        let numbers = Array(0..<count)
        return record.setting("f", .named(["a": .array(numbers.map { [.integer($0), [[[], 7]]] })]))
            .setting("s", .array(numbers.map { [.integer($0 + 1), .bytes(author)] }))
    }
}

extension PayloadFault {
    /// Encoding faults without the offset, which the tests do not count.
    var withoutPlace: String {
        guard case .encoding(let error) = self else { return "\(self)" }
        return switch error {
        case .truncated: "truncated"
        case .notShortest: "notShortest"
        case .unsupported: "unsupported"
        case .tooDeep: "tooDeep"
        case .unexpected(_, let found): "unexpected \(String(describing: found))"
        case .trailing: "trailing"
        default: "\(error)"
        }
    }
}

extension [UInt8] {
    /// A payload whose record map says that it has 2^32 - 1 records.
    fileprivate var replacingRecordCount: [UInt8] {
        let key = Tree.text("rec").encoded
        guard let start = indices.first(where: { self[$0...].starts(with: key) }) else { return self }
        return self[..<(start + 4)] + [0xba, 0xff, 0xff, 0xff, 0xff] + self[(start + 5)...]
    }
}
