import LeappBytes
import LeappCBOR

/// A CBOR item to be written exactly as told: maps keep their order, and `raw` may be anything.
indirect enum Item: Sendable {
    case unsigned(UInt64)
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
