import LeappBytes
import LeappCrypto

/// One record of a payload, as the bytes that it is encoded in; decoded on demand.
public struct Record: Sendable {
    /// The record's name.
    public let id: RecordID
    /// The record's member of the payload's map, canonical and checked: its id, 17 bytes, and its own map.
    let member: SecretSlice

    /// The record's own map.
    var bytes: SecretSlice { member[RecordID.encodedCount..<member.count] }

    /// What kind of thing it is.
    public var kind: String {
        var reader = ValidatedReader(bytes)
        _ = reader.head()
        for _ in 0..<5 { reader.skip() }  // f, fields, s, stamps, t
        return reader.text()
    }

    /// The record's fields, values and history.
    public var state: RecordState {
        var reader = ValidatedReader(bytes)
        _ = reader.head()
        reader.skip()
        let fieldsStart = reader
        reader.skip()
        reader.skip()
        var stamps: [Stamp] = []
        let count = reader.head()
        stamps.reserveCapacity(count)
        for _ in 0..<count { stamps.append(reader.stamp()) }
        reader.skip()
        let kind = reader.text()
        reader.skip()
        let lifecycle = RecordState.entries(&reader, stamps: stamps, lifecycle: true)
        reader = fieldsStart
        var fields: [RecordState.Field] = []
        let fieldCount = reader.head()
        fields.reserveCapacity(fieldCount)
        for _ in 0..<fieldCount {
            let name = reader.text()
            fields.append(.init(name: name, entries: RecordState.entries(&reader, stamps: stamps, lifecycle: false)))
        }
        return RecordState(id: id, kind: kind, fields: fields, lifecycle: lifecycle)
    }

    /// Whether both are the same bytes.
    func isEqual(to other: Record) -> Bool { member.isEqual(to: other.member) }
}

extension RecordState {
    fileprivate static func entries(_ reader: inout ValidatedReader, stamps: [Stamp], lifecycle: Bool) -> [Entry] {
        let count = reader.head()
        var entries: [Entry] = []
        entries.reserveCapacity(count)
        for _ in 0..<count {
            _ = reader.head()
            let stamp = stamps[reader.head()]
            let items = reader.head()
            if items == 0 || reader.major != 4 {
                entries.append(Entry(stamp: stamp, content: .redacted(parents: list(&reader, count: items, of: stamps))))
                continue
            }
            var pairs: [Entry.Pair] = []
            pairs.reserveCapacity(items)
            for _ in 0..<items {
                _ = reader.head()
                let parentCount = reader.head()
                let parents = list(&reader, count: parentCount, of: stamps)
                pairs.append(.init(parents: parents, value: value(&reader, stamps: stamps, lifecycle: lifecycle)))
            }
            entries.append(Entry(stamp: stamp, content: .pairs(pairs)))
        }
        return entries
    }

    private static func list(_ reader: inout ValidatedReader, count: Int, of stamps: [Stamp]) -> [Stamp] {
        var list: [Stamp] = []
        if count > 0 { list.reserveCapacity(count) }
        for _ in 0..<count { list.append(stamps[reader.head()]) }
        return list
    }

    private static func value(_ reader: inout ValidatedReader, stamps: [Stamp], lifecycle: Bool) -> Value {
        guard lifecycle else { return .field(reader.item()) }
        var ahead = reader
        if ahead.major == 0 {
            guard ahead.head() == 0 else { return .other(reader.item()) }
            reader = ahead
            return .alive
        }
        _ = ahead.head()
        guard ahead.head() == 1 else { return .other(reader.item()) }
        let count = ahead.head()
        let seen = list(&ahead, count: count, of: stamps)
        reader = ahead
        return .deleted(seen)
    }
}
