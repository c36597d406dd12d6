import LeappBytes
import LeappCBOR
import LeappMerge

/// Builds the `identity` field: a map from texts to texts, bytes and numbers, in canonical order.
struct IdentityWriter {
    private var parts: [(key: [UInt8], value: [UInt8])] = []

    init() {}

    /// Adds a text, unless there is none.
    mutating func add(_ key: String, _ value: String?) {
        guard let value else { return }
        add(key) { $0.cbor(text: value) }
    }

    /// Adds bytes.
    mutating func add(_ key: String, bytes: [UInt8]) { add(key) { $0.cbor(bytes: bytes) } }

    /// Adds a number.
    mutating func add(_ key: String, number: Int64) { add(key) { $0.cbor(integer: number) } }

    /// The map.
    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.cborMap(count: parts.count)
        for part in parts.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) { bytes += part.key + part.value }
        return bytes
    }

    private mutating func add(_ key: String, _ write: (inout [UInt8]) -> Void) {
        var name: [UInt8] = []
        name.cbor(text: key)
        var value: [UInt8] = []
        write(&value)
        parts.append((name, value))
    }
}
