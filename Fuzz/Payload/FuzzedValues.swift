import LeappBytes
import LeappCBOR
import LeappCrypto

@testable import LeappMerge

/// A few values of different shapes, in one arena.
enum FuzzedValues {
    private static let fields = slices([
        [0x00], [0x01], [0x02], [0x18, 0x18], [0x20], [0xf6], [0xf5], [0x40], [0x41, 0x00], [0x60], [0x61, 0x61], [0x61, 0x62],
        [0x80], [0x81, 0x00], [0x82, 0x01, 0x80], [0xa0], [0xa1, 0x00, 0x00],
        [0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x80],
    ])
    /// Codes of a newer program on all sides of a deletion's `82 01 …`.
    private static let codes = slices([
        [0x02], [0x03], [0x18, 0x20], [0x81, 0x02], [0x82, 0x02, 0x00], [0x82, 0x02, 0x80], [0x82, 0x18, 0x20, 0x00],
        [0x83, 0x02, 0x00, 0x00],
    ])

    static func field(_ number: Int) -> SecretSlice { fields[number % fields.count] }
    static func code(_ number: Int) -> SecretSlice { codes[number % codes.count] }

    private static func slices(_ items: [[UInt8]]) -> [SecretSlice] {
        var writer = SecretWriter()
        for item in items { writer.append(item) }
        let arena = SecretArena(writer.finish())
        var start = 0
        return items.map { item in
            defer { start += item.count }
            return SecretSlice(arena, start..<(start + item.count))
        }
    }
}

extension SchemaTable {
    /// Three schemas: names that become one, a kind with a new name, values with a new shape.
    static let fuzzed = SchemaTable(steps: [
        SchemaStep(
            minimumReader: 1,
            kinds: [
                "k": .init(fields: ["old": .init(becomes: "b"), "a": .init(reshaping: FuzzedValues.wrapped)])
            ]),
        SchemaStep(
            minimumReader: 3,
            kinds: [
                "k": .init(
                    becomes: "kind",
                    fields: ["a": .init(becomes: "longer"), "b": .init(becomes: "a", reshaping: FuzzedValues.wrapped)])
            ]),
    ])
}

extension FuzzedValues {
    /// Small integers are put into an array; 0 and 1 become the same. Other values stay.
    static func wrapped(_ value: SecretSlice, _ writer: inout SecretWriter) -> Bool {
        guard value.count == 1, value.bytes[0] < 24 else { return false }
        writer.cborArray(count: 1)
        writer.cbor(unsigned: UInt64(value.bytes[0]) / 2)
        return true
    }
}
