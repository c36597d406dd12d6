import LeappBytes
public import LeappCrypto

/// What stands under one stamp of a field or of a lifecycle.
public struct Entry: Sendable {
    /// The write.
    public let stamp: Stamp
    /// What it wrote.
    public var content: Content

    /// The values that were written, or that they were forgotten.
    public enum Content: Sendable {
        /// One pair; more only where two copies of one replica wrote under the same stamp.
        case pairs([Pair])
        /// The value was forgotten; what it had replaced stays known.
        case redacted(parents: [Stamp])
    }

    /// One written value, and the stamps of the values that its writer saw and replaced, ascending.
    public struct Pair: Sendable {
        /// What the writer saw and replaced, ascending.
        public let parents: [Stamp]
        /// What the writer wrote.
        public let value: Value
    }

    /// The pairs; none where the value was forgotten.
    var pairs: [Pair] {
        switch content {
        case .pairs(let pairs): pairs
        case .redacted: []
        }
    }
}

extension Entry.Content {
    /// The stamps that the entry replaced, of all its pairs; may hold one twice.
    var parents: [Stamp] {
        switch self {
        case .pairs(let pairs): pairs.count == 1 ? pairs[0].parents : pairs.flatMap(\.parents)
        case .redacted(let parents): parents
        }
    }
}

/// The value of a field's entry, or what a lifecycle's entry says.
public enum Value: Sendable {
    /// A field's value: one CBOR item.
    case field(SecretSlice)
    /// The record lives.
    case alive
    /// The record was deleted by a writer that saw these stamps as heads of its fields, ascending.
    case deleted([Stamp])
    /// A lifecycle code of a newer program, which counts as alive: one CBOR item.
    case other(SecretSlice)
}

extension Value {
    /// Whether both are the same value.
    func isEqual(to other: Value) -> Bool { order(to: other) == 0 }

    /// The order of the encoded values: negative, zero or positive.
    func order(to other: Value) -> Int {
        switch (self, other) {
        case (.field(let left), .field(let right)), (.other(let left), .other(let right)): left.bytes.compare(to: right.bytes)
        case (.deleted(let left), .deleted(let right)): left.order(to: right)
        case (.alive, .alive): 0
        case (.alive, _): -1
        case (_, .alive): 1
        // A deletion is an array of two items that begins with 1: 82 01. Codes of 2 or more are integers, or arrays of one
        // item, below it, or arrays of two items that begin with more, or longer ones, above it.
        case (.deleted, .other(let right)): right.bytes[0] < 0x82 ? 1 : -1
        case (.other(let left), .deleted): left.bytes[0] < 0x82 ? -1 : 1
        case (.field, _): -1
        case (_, .field): 1
        }
    }
}

extension Entry.Pair {
    /// The order of the encoded pairs, whatever the stamp table: negative, zero or positive.
    func order(to other: Entry.Pair) -> Int {
        let parents = parents.order(to: other.parents)
        return parents != 0 ? parents : value.order(to: other.value)
    }
}

extension [Stamp] {
    /// The order of the encoded arrays of indexes into one table: the shorter first, then item by item.
    func order(to other: [Stamp]) -> Int {
        if count != other.count { return count - other.count }
        for (left, right) in zip(self, other) where left != right { return left < right ? -1 : 1 }
        return 0
    }

    /// The stamps ascending, each once.
    var ascending: [Stamp] {
        if count < 2 { return self }
        var result: [Stamp] = []
        result.reserveCapacity(count)
        for stamp in sorted() where result.last != stamp { result.append(stamp) }
        return result
    }
}
