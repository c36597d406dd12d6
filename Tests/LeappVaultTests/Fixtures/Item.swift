import LeappBytes
import LeappCBOR

/// A CBOR item to be written exactly as told: maps keep their order, and `raw` may be anything.
indirect enum Item: Sendable {
    case unsigned(UInt64)
    case integer(Int64)
    case bytes([UInt8])
    case text(String)
    case bool(Bool)
    case null
    case array([Item])
    case map([(Item, Item)])
    case raw([UInt8])

    var encoded: [UInt8] {
        var output: [UInt8] = []
        switch self {
        case .unsigned(let value): output.cbor(unsigned: value)
        case .integer(let value): output.cbor(integer: value)
        case .bytes(let bytes): output.cbor(bytes: bytes)
        case .text(let text): output.cbor(text: text)
        case .bool(let bool): output.cbor(bool: bool)
        case .null: output.cborNull()
        case .array(let items):
            output.cborArray(count: items.count)
            for item in items { output += item.encoded }
        case .map(let pairs):
            output.cborMap(count: pairs.count)
            for (key, value) in pairs { output += key.encoded + value.encoded }
        case .raw(let bytes): output = bytes
        }
        return output
    }
}

extension Item: ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral {
    init(integerLiteral value: Int64) { self = .integer(value) }
    init(arrayLiteral elements: Item...) { self = .array(elements) }
    init(stringLiteral value: String) { self = .text(value) }

    /// A map with texts as keys.
    static func named(_ members: KeyValuePairs<String, Item>) -> Item { .map(members.map { (.text($0.key), $0.value) }) }

    /// `item` inside of `count` arrays.
    static func nested(_ count: Int, _ item: Item = 0) -> Item { count == 0 ? item : [nested(count - 1, item)] }
}
