import LeappBytes
import LeappCBOR

extension ByteSink where Self: ~Copyable {
    /// Appends a map's key; the caller writes keys in the order of the encoding, shorter names first.
    mutating func key(_ name: FieldName) { cbor(text: name.rawValue) }

    /// Appends a pair whose value is a text.
    mutating func field(_ name: FieldName, _ text: String) {
        key(name)
        cbor(text: text)
    }

    /// Appends a pair whose value is a text, where there is one.
    mutating func field(_ name: FieldName, _ text: String?) {
        if let text { field(name, text) }
    }

    /// Appends a pair whose value is a truth value.
    mutating func field(_ name: FieldName, _ flag: Bool) {
        key(name)
        cbor(bool: flag)
    }

    /// Appends a pair whose value is an integer.
    mutating func field(_ name: FieldName, _ number: Int64) {
        key(name)
        cbor(integer: number)
    }

    /// Appends a pair whose value is an integer, where there is one.
    mutating func field(_ name: FieldName, _ number: Int64?) {
        if let number { field(name, number) }
    }

    /// Appends a pair whose value is a byte string.
    mutating func field(_ name: FieldName, bytes: RawSpan) {
        key(name)
        cbor(bytes: bytes)
    }

    /// Appends a pair whose value is an array of items.
    mutating func field(_ name: FieldName, _ items: ItemList) {
        key(name)
        items.encode(into: &self)
    }

    /// Appends a pair whose value is an array of texts.
    mutating func field(_ name: FieldName, texts: [String]) {
        key(name)
        cbor(texts: texts)
    }

    /// Appends a pair whose value is an array of texts, where there is one.
    mutating func field(_ name: FieldName, texts: [String]?) {
        if let texts { field(name, texts: texts) }
    }

    /// Appends a pair whose value is an array of records' ids.
    mutating func field(_ name: FieldName, recordIDs ids: [[UInt8]]) {
        key(name)
        cborArray(count: ids.count)
        for id in ids { cbor(bytes: id) }
    }

    /// Appends a pair whose value is a map of texts to texts.
    mutating func field(_ name: FieldName, pairs: [String: String]) {
        key(name)
        cborMap(count: pairs.count)
        for (key, value) in pairs.inKeyOrder {
            cbor(text: key)
            cbor(text: value)
        }
    }
}

extension Dictionary where Key == String {
    /// The pairs in the order of the encoding's keys: shorter ones first, then bytewise.
    var inKeyOrder: [(key: String, value: Value)] {
        sorted { left, right in
            let (first, second) = (left.key.utf8, right.key.utf8)
            return first.count != second.count ? first.count < second.count : first.lexicographicallyPrecedes(second)
        }
    }
}

/// How many of the conditions hold: how many optional pairs a map has.
func count(_ present: Bool...) -> Int { present.count { $0 } }
