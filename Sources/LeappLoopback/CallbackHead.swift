import LeappBytes
import LeappCrypto

/// The head of a request, put together from the pieces in which its bytes come, in wiped memory.
public struct CallbackHead: ~Copyable {
    /// How far it is.
    public enum State: Sendable {
        /// Its empty line has not come yet.
        case open
        /// All of it is there.
        case whole
        /// It does not end within its limit.
        case tooLarge
    }

    private let limit: Int
    private var collected = SecretWriter(capacity: 4096)
    private var end: Int?

    /// A head of at most `limit` bytes.
    public init(limit: Int) { self.limit = limit }

    /// Takes what came next; what stands behind the empty line is not of the head. A head that is not open any more takes nothing.
    public mutating func take(_ piece: RawSpan) -> State {
        guard case .open = state else { return state }
        let searched = max(0, collected.count - 3)
        collected.append(piece.extracting(first: limit - collected.count))
        end = CallbackHead.end(of: collected.bytes, from: searched)
        return state
    }

    /// How far it is.
    public var state: State {
        if end != nil { return .whole }
        return collected.count < limit ? .open : .tooLarge
    }

    /// The head with its empty line; what there is of one that is not whole.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        borrowing get { collected.bytes.extracting(0..<(end ?? collected.count)) }
    }

    /// Where the empty line ends, the first byte behind it.
    private static func end(of bytes: RawSpan, from start: Int) -> Int? {
        guard bytes.byteCount >= start + 4 else { return nil }
        return (start...(bytes.byteCount - 4)).first { index in
            bytes[index] == 13 && bytes[index + 1] == 10 && bytes[index + 2] == 13 && bytes[index + 3] == 10
        }.map { $0 + 4 }
    }
}
