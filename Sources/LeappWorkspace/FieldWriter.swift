import LeappBytes
import LeappCBOR
public import LeappCrypto

/// Writes the fields of drafts, one after the other, into one piece of secret memory.
public struct FieldWriter: ~Copyable {
    var writer: SecretWriter
    var fields: [(name: String, range: Range<Int>)] = []

    init(_ writer: consuming SecretWriter) { self.writer = writer }

    /// Sets a field to what `write` appends, which must be one canonical CBOR item.
    public mutating func set(_ name: String, _ write: (inout SecretWriter) -> Void) {
        let start = writer.count
        write(&writer)
        fields.append((name, start..<writer.count))
    }

    /// Sets a field to one canonical CBOR item, unless there is none.
    public mutating func set(_ name: String, item: SecretSlice?) {
        guard let item else { return }
        set(name) { $0.append(item.bytes) }
    }

    /// Sets a field to a text, unless there is none.
    public mutating func set(_ name: String, _ text: String?) {
        guard let text else { return }
        set(name) { $0.cbor(text: text) }
    }

    /// Sets a field to a list of texts.
    public mutating func set(_ name: String, _ texts: [String]) { set(name) { $0.cbor(texts: texts) } }

    /// Sets a field to a list of pairs.
    public mutating func set(_ name: String, _ pairs: [TextPair]) { set(name) { $0.cbor(pairs: pairs) } }
}

extension ByteSink where Self: ~Copyable {
    mutating func cbor(pairs: [TextPair]) {
        cborArray(count: pairs.count)
        for pair in pairs { cbor(texts: [pair.key, pair.value]) }
    }

    /// A map of the members that are there, given in canonical order.
    mutating func cbor(members: [Member]) {
        let present = members.filter { !$0.value.isAbsent }
        cborMap(count: present.count)
        for member in present {
            cbor(text: member.key)
            switch member.value {
            case .absent: break
            case .text(let text): cbor(text: text)
            case .number(let number): cbor(integer: number)
            case .texts(let texts): cbor(texts: texts)
            case .pairs(let pairs): cbor(pairs: pairs)
            case .bytes(let bytes): cbor(bytes: bytes.bytes)
            }
        }
    }
}

/// One member of a field that is a map.
struct Member {
    enum Value {
        case absent
        case text(String)
        case number(Int64)
        case texts([String])
        case pairs([TextPair])
        case bytes(SecretSlice)

        var isAbsent: Bool { if case .absent = self { true } else { false } }
    }

    let key: String
    let value: Value

    init(_ key: String, _ value: Value) {
        self.key = key
        self.value = value
    }

    init(_ key: String, text: String?) { self.init(key, text.map { .text($0) } ?? .absent) }
    init(_ key: String, number: Int64?) { self.init(key, number.map { .number($0) } ?? .absent) }
    init(_ key: String, texts: [String]) { self.init(key, texts.isEmpty ? .absent : .texts(texts)) }
    init(_ key: String, pairs: [TextPair]) { self.init(key, pairs.isEmpty ? .absent : .pairs(pairs)) }
}
