import LeappBytes
import LeappCrypto

/// Reads bytes that ``RecordScanner`` has checked, or that this module wrote, without checking them again.
///
/// Reads are still bounded by the slice. It stands on the slice, not on a span, so that values can be cut out of it.
struct ValidatedReader {
    private let slice: SecretSlice
    private(set) var offset = 0

    init(_ slice: SecretSlice) { self.slice = slice }

    /// The major type of the next item.
    var major: UInt8 { slice.bytes[offset] >> 5 }

    /// Reads a head of any kind and returns its argument.
    mutating func head() -> Int {
        let short = slice.bytes[offset] & 31
        let start = offset + 1
        guard short >= 24 else {
            offset = start
            return Int(short)
        }
        let end = start + (1 << Int(short & 3))
        var value: UInt64 = 0
        for index in start..<end { value = value << 8 | UInt64(slice.bytes[index]) }
        offset = end
        return Int(truncatingIfNeeded: value)
    }

    /// Reads a text.
    mutating func text() -> String {
        let count = head()
        let start = offset
        offset += count
        let part = slice.bytes.extracting(start..<(start + count))
        return unsafe part.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// Reads a stamp: `[hlc, rid8]`.
    mutating func stamp() -> Stamp {
        _ = head()
        let time = Int64(head())
        return Stamp(time: time, replica: replica())
    }

    /// Reads a replica id.
    mutating func replica() -> ReplicaID {
        let bytes = content()
        guard let replica = ReplicaID(bytes.bytes) else { preconditionFailure("8 bytes, checked") }  // proven: by its size
        return replica
    }

    /// Reads a record id.
    mutating func recordID() -> RecordID {
        let bytes = content()
        guard let id = RecordID(bytes.bytes) else { preconditionFailure("16 bytes, checked") }  // proven: by its size
        return id
    }

    /// Reads the content of a byte string.
    private mutating func content() -> SecretSlice {
        let count = head()
        offset += count
        return slice[(offset - count)..<offset]
    }

    /// Passes over one whole item.
    mutating func skip() {
        let slice = slice
        let bytes = slice.bytes
        var place = offset
        var left = 1
        while left > 0 {
            left -= 1
            let first = bytes[place]
            place += 1
            var argument = Int(first & 31)
            if argument >= 24, first >> 5 < 7 {
                let end = place + (1 << (argument & 3))
                argument = 0
                while place < end {
                    argument = argument << 8 | Int(bytes[place])
                    place += 1
                }
            }
            switch first >> 5 {
            case 2, 3: place += argument
            case 4: left += argument
            case 5: left += 2 * argument
            default: break
            }
        }
        offset = place
    }

    /// Passes over one whole item and returns it.
    mutating func item() -> SecretSlice {
        let start = offset
        skip()
        return slice[start..<offset]
    }
}
