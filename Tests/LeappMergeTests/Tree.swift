import LeappBytes
import LeappCBOR
import LeappCrypto

/// CBOR as a test writes it: in the order given, lawful or not.
indirect enum Tree: ExpressibleByArrayLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    case integer(Int64)
    case bytes([UInt8])
    case text(String)
    case array([Tree])
    case map([(Tree, Tree)])
    case raw([UInt8])

    init(arrayLiteral elements: Tree...) { self = .array(elements) }
    init(integerLiteral value: Int64) { self = .integer(value) }
    init(stringLiteral value: String) { self = .text(value) }

    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        switch self {
        case .integer(let value): bytes.cbor(integer: value)
        case .bytes(let content): bytes.cbor(bytes: content)
        case .text(let text): bytes.cbor(text: text)
        case .array(let items):
            bytes.cborArray(count: items.count)
            for item in items { bytes += item.encoded }
        case .map(let entries):
            bytes.cborMap(count: entries.count)
            for (key, value) in entries { bytes += key.encoded + value.encoded }
        case .raw(let content): bytes = content
        }
        return bytes
    }

    var slice: SecretSlice { SecretSlice(copying: encoded.rawSpan) }

    /// A map whose keys are texts.
    static func named(_ members: KeyValuePairs<String, Tree>) -> Tree { .map(members.map { (.text($0.key), $0.value) }) }

    /// The map with one member replaced, or taken out where `value` is nil.
    func setting(_ key: String, _ value: Tree?) -> Tree {
        guard case .map(let entries) = self else { return self }
        return .map(
            entries.compactMap { entry in
                guard case .text(key) = entry.0 else { return entry }
                return value.map { (entry.0, $0) }
            })
    }

    /// The map with one more member.
    func adding(_ key: Tree, _ value: Tree) -> Tree {
        guard case .map(let entries) = self else { return self }
        return .map(entries + [(key, value)])
    }

    /// `count` arrays in one another.
    static func nested(_ count: Int) -> Tree { count == 0 ? 0 : .array([nested(count - 1)]) }
}
