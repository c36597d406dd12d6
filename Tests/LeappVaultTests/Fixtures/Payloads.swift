import LeappBytes
import LeappCrypto

/// Payloads of the vectors (spec/format.md section 7.2), lawful to the last stamp.
enum Payloads {
    private static let replica = Item.bytes(Named.bytes("replica", 8))
    private static let stamp: UInt64 = 1_700_000_000_000 << 16

    /// A state of schema 1.
    static func state(vv: [(Item, Item)], gen: [(Item, Item)] = [], rec: [(Item, Item)]) -> [UInt8] {
        Item.map([
            (.text("v"), .unsigned(1)), (.text("w"), replica), (.text("vv"), .map(vv)), (.text("gen"), .map(gen)),
            (.text("rec"), .map(rec)), (.text("minr"), .unsigned(1)), (.text("minw"), .unsigned(1)),
        ]).encoded
    }

    /// No records.
    static let empty = state(vv: [], rec: [])

    /// One record of kind "note" whose field "blob" is `fill` bytes, byte i being i mod 251.
    static func note(fill: Int) -> [UInt8] {
        let value = Item.bytes((0..<fill).map { UInt8($0 % 251) })
        let entry = Item.array([.unsigned(0), .array([.array([.array([]), value])])])
        let record = Item.map([
            (.text("f"), .map([(.text("blob"), .array([entry]))])),
            (.text("s"), .array([.array([.unsigned(stamp), replica])])), (.text("t"), .text("note")), (.text("x"), .array([])),
        ])
        return state(vv: [(replica, .unsigned(stamp))], rec: [(.bytes(Named.bytes("note", 16)), record)])
    }

    /// What an index calls payloadHash.
    static func hash(of payload: [UInt8]) -> String { BLAKE2b.hash(payload.rawSpan, count: 32, personalisation: "").hex }

    /// The `fill` of a note whose payload has `count` bytes.
    static func fill(payload count: Int) -> Int {
        var fill = count - note(fill: count).count + count
        while note(fill: fill).count < count { fill += 1 }
        return fill
    }
}
