import LeappBytes
import LeappCBOR
import LeappCrypto

extension RecordState {
    /// Writes the record's map in its one lawful form (spec/format.md section 7.2).
    ///
    /// Entries must be ascending by stamp and no more than are kept; fields must be in their order.
    func encode(into writer: inout SecretWriter) {
        let stamps = usedStamps
        writer.cborMap(count: 4)
        writer.cbor(text: "f")
        writer.cborMap(count: fields.count)
        for field in fields {
            writer.cbor(text: field.name)
            RecordState.encode(field.entries, stamps: stamps, into: &writer)
        }
        writer.cbor(text: "s")
        writer.cborArray(count: stamps.count)
        for stamp in stamps {
            writer.cborArray(count: 2)
            writer.cbor(integer: stamp.time)
            stamp.replica.encode(into: &writer)
        }
        writer.cbor(text: "t")
        writer.cbor(text: kind)
        writer.cbor(text: "x")
        RecordState.encode(lifecycle, stamps: stamps, into: &writer)
    }

    /// Every stamp that the record mentions, ascending.
    private var usedStamps: [Stamp] {
        var stamps: [Stamp] = []
        for field in fields { RecordState.add(field.entries, to: &stamps) }
        RecordState.add(lifecycle, to: &stamps)
        return stamps.ascending
    }

    private static func add(_ entries: [Entry], to stamps: inout [Stamp]) {
        for entry in entries {
            if stamps.last != entry.stamp { stamps.append(entry.stamp) }  // most records were written at one stamp
            switch entry.content {
            case .redacted(let parents): stamps += parents
            case .pairs(let pairs):
                for pair in pairs {
                    stamps += pair.parents
                    if case .deleted(let seen) = pair.value { stamps += seen }
                }
            }
        }
    }

    private static func encode(_ entries: [Entry], stamps: [Stamp], into writer: inout SecretWriter) {
        writer.cborArray(count: entries.count)
        for entry in entries {
            writer.cborArray(count: 2)
            writer.cbor(unsigned: index(of: entry.stamp, in: stamps))
            switch entry.content {
            case .redacted(let parents): encode(parents, stamps: stamps, into: &writer)
            case .pairs(let pairs):
                writer.cborArray(count: pairs.count)
                for pair in pairs {
                    writer.cborArray(count: 2)
                    encode(pair.parents, stamps: stamps, into: &writer)
                    encode(pair.value, stamps: stamps, into: &writer)
                }
            }
        }
    }

    private static func encode(_ value: Value, stamps: [Stamp], into writer: inout SecretWriter) {
        switch value {
        case .field(let item), .other(let item): writer.append(item.bytes)
        case .alive: writer.cbor(unsigned: 0)
        case .deleted(let seen):
            writer.cborArray(count: 2)
            writer.cbor(unsigned: 1)
            encode(seen, stamps: stamps, into: &writer)
        }
    }

    private static func encode(_ list: [Stamp], stamps: [Stamp], into writer: inout SecretWriter) {
        writer.cborArray(count: list.count)
        for stamp in list { writer.cbor(unsigned: index(of: stamp, in: stamps)) }
    }

    /// Where a used stamp stands in the table.
    private static func index(of stamp: Stamp, in stamps: [Stamp]) -> UInt64 { UInt64(stamps.firstPlace { $0 >= stamp }) }

    /// Whether one field name's encoding stands before another's: the shorter first, then bytewise.
    static func isOrdered(_ left: String, _ right: String) -> Bool {
        let left = left.utf8
        let right = right.utf8
        return left.count != right.count ? left.count < right.count : left.lexicographicallyPrecedes(right)
    }
}

extension String {
    /// Whether both are the same bytes: two spellings that look alike, which Swift calls equal, are two names (spec/format.md section 5).
    func hasBytes(of other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
