import LeappBytes
import LeappCBOR

/// Checks the records of a payload in one pass, without allocating for each (spec/format.md section 7.2).
///
/// The fields of a record come before its stamp table, so the indexes that they use are remembered in a bit set and compared with
/// the table when it comes. The table is ascending, so indexes order as stamps do.
struct RecordScanner {
    private var used: [UInt64] = []
    private var usedCount = 0
    private var greatest = -1
    private var tableCount = 0

    /// Reads one record, whose bytes lie in `bytes`, the span that `reader` reads.
    mutating func scan(_ reader: inout CBORReader, of bytes: RawSpan, covered versions: VersionVector) throws(PayloadError) {
        let start = reader.offset
        guard try reader.payloadMap() == 4 else { throw .malformed(.keys, at: start) }
        try reader.payloadKey("f")
        try fields(&reader, of: bytes)
        try reader.payloadKey("s")
        try stamps(&reader, covered: versions)
        try reader.payloadKey("t")
        _ = try reader.payloadText()
        try reader.payloadKey("x")
        try lifecycle(&reader, of: bytes)
        try finish(at: start)
    }

    private mutating func fields(_ reader: inout CBORReader, of bytes: RawSpan) throws(PayloadError) {
        let start = reader.offset
        let count = try reader.payloadMap()
        guard count > 0 else { throw .malformed(.count, at: start) }
        guard count <= PayloadBounds.fields else { throw .limit(.fields, count) }
        var previous = 0..<0
        for _ in 0..<count {
            let key = reader.offset
            _ = try reader.payloadText()
            let range = key..<reader.offset
            guard previous.isEmpty || bytes.extracting(previous).compare(to: bytes.extracting(range)) < 0 else {
                throw .malformed(.order, at: key)
            }
            previous = range
            guard try entries(&reader, of: bytes, lifecycle: false) > 0 else { throw .malformed(.count, at: key) }
        }
    }

    private mutating func lifecycle(_ reader: inout CBORReader, of bytes: RawSpan) throws(PayloadError) {
        _ = try entries(&reader, of: bytes, lifecycle: true)
    }

    /// Reads the entries of a field or of the lifecycle and returns how many there are.
    private mutating func entries(
        _ reader: inout CBORReader, of bytes: RawSpan, lifecycle: Bool
    ) throws(PayloadError) -> Int {
        let start = reader.offset
        let count = try reader.payloadArray()
        guard count <= PayloadBounds.entries else { throw .malformed(.count, at: start) }
        var previous = -1
        for _ in 0..<count {
            let at = reader.offset
            try reader.payloadArray(of: 2)
            let stamp = try index(&reader)
            guard stamp > previous else { throw .malformed(.order, at: at) }
            previous = stamp
            try content(&reader, of: bytes, under: stamp, lifecycle: lifecycle)
        }
        return count
    }

    /// Reads what stands under a stamp: pairs of parents and value, or the parents of a redacted entry.
    private mutating func content(
        _ reader: inout CBORReader, of bytes: RawSpan, under stamp: Int, lifecycle: Bool
    ) throws(PayloadError) {
        let start = reader.offset
        let count = try reader.payloadArray()
        guard count > 0, reader.nextKind == .array else {
            guard !lifecycle else { throw .malformed(.shape, at: start) }
            return try indexes(&reader, count: count, below: stamp)
        }
        guard count <= PayloadBounds.pairs else { throw .limit(.pairs, count) }
        var previous = 0..<0
        for _ in 0..<count {
            let at = reader.offset
            try reader.payloadArray(of: 2)
            let parents = try reader.payloadArray()
            try indexes(&reader, count: parents, below: stamp)
            let value = reader.offset
            if lifecycle {
                try code(&reader, below: stamp)
            } else {
                _ = try reader.payloadItem(inside: PayloadBounds.valueDepth)
            }
            guard reader.offset - value <= PayloadBounds.value else { throw .limit(.value, reader.offset - value) }
            let range = at..<reader.offset
            guard previous.isEmpty || bytes.extracting(previous).compare(to: bytes.extracting(range)) < 0 else {
                throw .malformed(.order, at: at)
            }
            previous = range
        }
    }

    /// Reads a lifecycle value: 0, `[1, [stamps]]`, or a code of 2 or more, alone or first in an array.
    private mutating func code(_ reader: inout CBORReader, below stamp: Int) throws(PayloadError) {
        let start = reader.offset
        if reader.nextKind == .unsigned {
            guard try reader.payloadUnsigned() != 1 else { throw .malformed(.shape, at: start) }
            return
        }
        let count = try reader.payloadArray()
        guard count > 0, reader.nextKind == .unsigned else { throw .malformed(.shape, at: start) }
        switch try reader.payloadUnsigned() {
        case 0: throw .malformed(.shape, at: start)
        case 1:
            guard count == 2 else { throw .malformed(.shape, at: start) }
            let seen = try reader.payloadArray()
            try indexes(&reader, count: seen, below: stamp)
        default:
            for _ in 1..<count { _ = try reader.payloadItem(inside: PayloadBounds.valueDepth) }
        }
    }

    private mutating func indexes(_ reader: inout CBORReader, count: Int, below stamp: Int) throws(PayloadError) {
        var previous = -1
        for _ in 0..<count {
            let start = reader.offset
            let value = try index(&reader)
            guard value > previous else { throw .malformed(.order, at: start) }
            guard value < stamp else { throw .malformed(.index, at: start) }
            previous = value
        }
    }

    /// Reads an index into the stamp table and marks it as used.
    private mutating func index(_ reader: inout CBORReader) throws(PayloadError) -> Int {
        let value = try reader.payloadUnsigned()
        // A stamp takes at least eleven bytes: what could not stand in the rest of the input is not worth a bit.
        let index = Int(value)
        guard value < UInt64(reader.offset + reader.remaining) / 11 else {
            greatest = .max  // found out at the end of the record, as every other index outside of the table
            return index
        }
        while used.count <= index >> 6 { used.append(0) }
        let bit = UInt64(1) << UInt64(index & 63)
        if used[index >> 6] & bit == 0 {
            used[index >> 6] |= bit
            usedCount += 1
            greatest = max(greatest, index)
        }
        return index
    }

    private mutating func stamps(_ reader: inout CBORReader, covered versions: VersionVector) throws(PayloadError) {
        tableCount = try reader.payloadArray()
        var previous: Stamp?
        for _ in 0..<tableCount {
            let start = reader.offset
            try reader.payloadArray(of: 2)
            let time = try reader.payloadTime()
            let stamp = Stamp(time: time, replica: try reader.payloadReplica())
            if let previous, previous >= stamp { throw .malformed(.order, at: start) }
            guard versions.covers(stamp) else { throw .malformed(.uncovered, at: start) }
            previous = stamp
        }
    }

    /// Every index was inside the table, and every stamp of the table was used.
    private mutating func finish(at start: Int) throws(PayloadError) {
        guard usedCount == tableCount, greatest == tableCount - 1 else { throw .malformed(.index, at: start) }
        if greatest >= 0 { for word in 0...(greatest >> 6) { used[word] = 0 } }
        usedCount = 0
        greatest = -1
    }
}
