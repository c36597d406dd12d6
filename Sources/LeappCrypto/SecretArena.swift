/// One wiped allocation that many values share, such as the decrypted records of a vault; freed with its last slice.
public final class SecretArena: Sendable {
    private let secret: Secret

    /// Takes over `secret`.
    public init(_ secret: consuming Secret) { self.secret = secret }

    /// How many bytes it holds.
    public var count: Int { secret.count }

    /// All bytes.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            let span = unsafe RawSpan(_unsafeBytes: secret.memory)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    var memory: UnsafeRawBufferPointer { unsafe secret.memory }

    /// The whole arena as a slice.
    public var slice: SecretSlice { SecretSlice(self, 0..<count) }
}

/// A range of a ``SecretArena``, which it keeps alive: a copyable reference to secret bytes that are never copied.
public struct SecretSlice: Sendable {
    private let arena: SecretArena
    /// Where in the arena the bytes lie.
    public let range: Range<Int>

    /// The bytes at `range`, which must lie inside the arena.
    public init(_ arena: SecretArena, _ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= arena.count)
        self.arena = arena
        self.range = range
    }

    /// A copy of `bytes` in an arena of its own.
    public init(copying bytes: RawSpan) {
        self = SecretArena(Secret(copying: bytes)).slice
    }

    /// How many bytes it holds.
    public var count: Int { range.count }

    /// The bytes, for as long as the slice is borrowed.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            let span = unsafe RawSpan(_unsafeBytes: arena.memory).extracting(range)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// A part of the slice; `part` counts from the slice's own start and must lie inside it.
    public subscript(part: Range<Int>) -> SecretSlice {
        precondition(part.lowerBound >= 0 && part.upperBound <= count)
        return SecretSlice(arena, (range.lowerBound + part.lowerBound)..<(range.lowerBound + part.upperBound))
    }

    /// Whether both hold the same bytes, in time that depends on the length only.
    public func isEqual(to other: SecretSlice) -> Bool { constantTimeEqual(bytes, other.bytes) }
}
