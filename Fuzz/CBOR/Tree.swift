import FuzzSupport
import LeappBytes
import LeappCBOR

/// A decoded item. Maps are kept as they were read and sorted as they are written, so that only sorted ones come back the same.
indirect enum Tree: Equatable {
    case integer(Int64)
    case bytes([UInt8])
    case text(String)
    case array([Tree])
    case map([Pair])
    case bool(Bool)
    case null

    struct Pair: Equatable {
        let key: Tree
        let value: Tree
    }

    /// How many arrays and maps lie inside one another.
    var depth: Int {
        switch self {
        case .integer, .bytes, .text, .bool, .null: 0
        case .array(let items): 1 + (items.map(\.depth).max() ?? 0)
        case .map(let pairs): 1 + (pairs.map(\.value.depth).max() ?? 0)
        }
    }

    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        switch self {
        case .integer(let value): bytes.cbor(integer: value)
        case .bytes(let value): bytes.cbor(bytes: value)
        case .text(let value): bytes.cbor(text: value)
        case .array(let items):
            bytes.cborArray(count: items.count)
            for item in items { bytes += item.encoded }
        case .map(let pairs):
            var encoded: [[UInt8]: [UInt8]] = [:]
            for pair in pairs { encoded[pair.key.encoded] = pair.value.encoded }
            bytes.cborMap(count: encoded.count)
            for (key, value) in encoded.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) { bytes += key + value }
        case .bool(let value): bytes.cbor(bool: value)
        case .null: bytes.cborNull()
        }
        return bytes
    }
}

extension Tree {
    /// Reads one item by the reader's typed calls, one for each kind.
    init(_ reader: inout CBORReader, inside depth: Int = 0) throws(CBORError) {
        let start = reader.offset
        switch reader.nextKind {
        case .unsigned, .negative: self = .integer(try reader.integer())
        case .bytes: self = .bytes(Array(try reader.byteString()))
        case .text: self = .text(try Tree.text(Array(reader.textBytes())))
        case .array:
            let count = try reader.arrayHead()
            guard depth < CBORReader.maximumDepth else { throw .tooDeep(at: start) }
            var items: [Tree] = []
            for _ in 0..<count { items.append(try Tree(&reader, inside: depth + 1)) }
            self = .array(items)
        case .map:
            let count = try reader.mapHead()
            guard depth < CBORReader.maximumDepth else { throw .tooDeep(at: start) }
            var keys = CBORMapKeys()
            var pairs: [Pair] = []
            for _ in 0..<count {
                let key = Array(try reader.key(&keys))
                pairs.append(Pair(key: try Tree(key), value: try Tree(&reader, inside: depth + 1)))
            }
            self = .map(pairs)
        case .tag, .simple, nil:
            if reader.isNextNull {
                try reader.null()
                self = .null
            } else {
                self = .bool(try reader.bool())
            }
        }
    }

    private init(_ bytes: [UInt8]) throws(CBORError) {
        var reader = CBORReader(bytes.rawSpan)
        try self.init(&reader)
    }

    /// The standard library's opinion on what the reader took for UTF-8.
    private static func text(_ utf8: [UInt8]) -> String {
        guard let text = String(validating: utf8, as: UTF8.self) else { broken("a text that is not UTF-8 was read") }
        return text
    }
}
