import LeappBytes
public import LeappCrypto

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Any bytes as lines, without loss: the lines tile the bytes, so that printing is giving the bytes back.
///
/// The bytes may hold secrets and stay in their arena.
public struct INIDocument: Sendable {
    /// The bytes.
    public let arena: SecretArena
    /// All lines in order; a last line without line ending is one, an empty rest is none.
    public let lines: [INILine]
    /// Whether a carriage return stands anywhere but before a line feed: Python ends a line there, others do not.
    public let hasStrayCarriageReturn: Bool
    /// Whether the bytes start with a byte order mark (EF BB BF).
    public let hasByteOrderMark: Bool
    /// Whether all bytes are below 128.
    public let isASCII: Bool

    /// Splits the bytes of `arena` into lines.
    public init(_ arena: SecretArena) {
        self.arena = arena
        let bytes = arena.bytes
        hasByteOrderMark = bytes.starts(with: [0xef, 0xbb, 0xbf])
        isASCII = bytes.isASCII
        var lines: [INILine] = []
        lines.reserveCapacity(bytes.byteCount / 24)
        var start = 0
        var returns = 0
        while start < bytes.byteCount {
            let feed = bytes.firstIndex(of: 0x0a, from: start)
            let end = feed.map { $0 + 1 } ?? bytes.byteCount
            var contentEnd = feed ?? end
            let contentStart = start == 0 && hasByteOrderMark ? 3 : start
            if feed != nil, contentEnd > contentStart, bytes.at(contentEnd - 1) == 0x0d {
                contentEnd -= 1
                returns += 1
            }
            let content = contentStart..<contentEnd
            lines.append(INILine(content: content, start: start, end: end, shape: bytes.shape(of: content)))
            start = end
        }
        self.lines = lines
        hasStrayCarriageReturn = bytes.count(of: 0x0d) != returns
    }

    /// The bytes, as they were given.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            let bytes = arena.bytes
            return unsafe _overrideLifetime(bytes, borrowing: self)
        }
    }

    /// Whether there are bytes and the last line has no line ending.
    public var lacksFinalNewline: Bool { lines.last.map { $0.content.upperBound == $0.end } ?? false }

    /// How a new line should end: as the last line that has an ending does.
    public var newline: ININewline {
        guard let line = lines.last(where: { $0.content.upperBound < $0.end }) else { return .lineFeed }
        return line.end - line.content.upperBound == 2 ? .carriageReturnLineFeed : .lineFeed
    }
}

extension RawSpan {
    @inline(__always) func at(_ index: Int) -> UInt8 {
        precondition(index >= 0 && index < byteCount)
        return unsafe unsafeLoad(fromByteOffset: index, as: UInt8.self)
    }

    func starts(with prefix: [UInt8]) -> Bool {
        byteCount >= prefix.count && prefix.indices.allSatisfy { at($0) == prefix[$0] }
    }

    /// The next place of `byte` at or after `start`.
    func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        unsafe withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress, start < buffer.count else { return nil }
            guard let found = unsafe memchr(base + start, Int32(byte), buffer.count - start) else { return nil }
            return unsafe UnsafeRawPointer(found) - base
        }
    }

    func count(of byte: UInt8) -> Int {
        var count = 0
        var start = 0
        while let found = firstIndex(of: byte, from: start) {
            count += 1
            start = found + 1
        }
        return count
    }

    var isASCII: Bool {
        var all: UInt8 = 0
        for index in 0..<byteCount { all |= at(index) }
        return all < 0x80
    }

    func shape(of content: Range<Int>) -> INILineShape {
        guard !content.isEmpty else { return .blank }
        switch at(content.lowerBound) {
        case UInt8(ascii: "#"), UInt8(ascii: ";"): return .comment
        case UInt8(ascii: "["): return .header
        case 0x20, 0x09:
            return content.allSatisfy { at($0) == 0x20 || at($0) == 0x09 } ? .blank : .indented
        default: return .text
        }
    }
}
