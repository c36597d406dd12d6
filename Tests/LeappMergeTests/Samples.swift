import LeappBytes
import LeappCBOR
import LeappCrypto
import LeappMerge

/// Replica number `number`.
func replica(_ number: UInt8) -> ReplicaID { ReplicaID(bytes: [0, 0, 0, 0, 0, 0, 0, number])! }

/// Record number `number`.
func record(_ number: UInt8) -> RecordID { RecordID(bytes: [UInt8](repeating: 0, count: 15) + [number])! }

/// Small numbers as values, in one arena.
enum Values {
    private static let arena = encoded()

    private static func encoded() -> SecretArena {
        var writer = SecretWriter()
        for number in 0..<256 { writer.cbor(integer: Int64(number)) }
        return SecretArena(writer.finish())
    }

    static subscript(_ number: Int) -> SecretSlice {
        precondition(number >= 0 && number < 256)
        let start = number < 24 ? number : 24 + (number - 24) * 2
        return SecretSlice(arena, start..<(start + (number < 24 ? 1 : 2)))
    }

    static func number(_ value: SecretSlice?) -> Int? { value.flatMap(decoded) }

    private static func decoded(_ value: SecretSlice) -> Int? {
        let bytes = Array(value.bytes)
        var reader = CBORReader(bytes.rawSpan)
        return (try? reader.unsigned()).map { Int($0) }
    }
}

extension Payload {
    /// The canonical bytes of the state, whoever wrote it.
    var bytes: [UInt8] {
        var same = self
        same.writer = replica(0)
        return same.exactBytes
    }

    /// The canonical bytes, writer and all.
    var exactBytes: [UInt8] {
        let encoded = encoded()
        return Array(encoded.bytes)
    }

    init(_ bytes: [UInt8]) throws(PayloadError) {
        let slice = SecretSlice(copying: bytes.rawSpan)
        try self.init(parsing: slice)
    }

    /// The state after an edit at a time, by a replica.
    func edited(by author: UInt8, at time: Int64, _ change: (inout Edit) -> Void) throws(PayloadError) -> Payload {
        var edit = Edit()
        change(&edit)
        return try applying(edit, at: Stamp(time: time, replica: replica(author))) ?? self
    }

    func value(_ id: UInt8, _ field: String) -> Int? { Values.number(self[record(id)]?.state[field]) }
    func isVisible(_ id: UInt8) -> Bool { self[record(id)]?.state.isVisible ?? false }
}

extension Edit {
    mutating func write(_ id: UInt8, _ field: String, _ value: Int, kind: String = "k") {
        write(record(id), kind: kind, field: field, value: Values[value])
    }
}

/// A generator with a seed, so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 1 }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
