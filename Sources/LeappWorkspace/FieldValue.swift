import LeappBytes
import LeappCBOR
public import LeappCrypto
public import LeappMerge

/// Reads a field's value. Another shape than the one asked for, which a newer program may have written, is nil, as null is.
public struct FieldValue: Sendable {
    /// One canonical CBOR item.
    public let item: SecretSlice

    /// The value that this item encodes.
    public init(_ item: SecretSlice) { self.item = item }

    /// A text.
    public var text: String? {
        var reader = CBORReader(item.bytes)
        return try? reader.text()
    }

    /// A byte string, as a part of the item.
    public var bytes: SecretSlice? {
        var reader = CBORReader(item.bytes)
        guard let count = (try? reader.byteString())?.byteCount else { return nil }
        return item[(item.count - count)..<item.count]
    }

    /// Whether it is null, which counts as no value.
    public var isNull: Bool { item.count == 1 && item.bytes.isEqual(to: [0xf6].rawSpan) }

    /// A whole number.
    public var number: Int64? {
        var reader = CBORReader(item.bytes)
        return try? reader.integer()
    }

    /// A record's id.
    public var recordID: RecordID? { bytes.flatMap { RecordID($0.bytes) } }

    /// The items of an array.
    public var items: [FieldValue]? {
        var reader = CBORReader(item.bytes)
        guard let count = try? reader.arrayHead() else { return nil }
        return try? FieldValue.items(count, of: item, &reader)
    }

    /// The members of a map whose keys are texts.
    public var members: [String: FieldValue]? {
        var reader = CBORReader(item.bytes)
        guard let count = try? reader.mapHead() else { return nil }
        guard let items = try? FieldValue.items(2 * count, of: item, &reader) else { return nil }
        var members: [String: FieldValue] = [:]
        for index in stride(from: 0, to: items.count, by: 2) {
            guard let key = items[index].text else { return nil }
            members[key] = items[index + 1]
        }
        return members
    }

    /// An array of texts.
    public var texts: [String]? {
        guard let items else { return nil }
        let texts = items.compactMap(\.text)
        return texts.count == items.count ? texts : nil
    }

    /// An array of arrays of two texts.
    public var pairs: [TextPair]? {
        guard let items else { return nil }
        let pairs = items.compactMap(\.texts).filter { $0.count == 2 }.map { TextPair($0[0], $0[1]) }
        return pairs.count == items.count ? pairs : nil
    }

    private static func items(_ count: Int, of item: SecretSlice, _ reader: inout CBORReader) throws(CBORError) -> [FieldValue] {
        var items: [FieldValue] = []
        items.reserveCapacity(count)
        for _ in 0..<count {
            let start = reader.offset
            _ = try reader.item(inside: 1)
            items.append(FieldValue(item[start..<reader.offset]))
        }
        return items
    }
}

extension RecordState {
    /// The current value of a field.
    func value(_ name: String) -> FieldValue? { self[name].map(FieldValue.init) }

    /// The names of the fields that have a value, but for the identity: what a record that was deleted would bring back.
    var leftovers: [String] {
        fields.compactMap { field in
            field.name == "identity" || field.current.map { FieldValue($0).isNull } ?? true ? nil : field.name
        }
    }

    /// The `identity` field's members, where the record is of this kind.
    func identity(_ kind: RecordKind) -> [String: FieldValue]? {
        guard self.kind == kind.rawValue else { return nil }
        return value("identity")?.members
    }
}
