import LeappBytes

/// The head of a request to the listener (RFC 9112), as far as a sign-in asks about it.
///
/// Anybody on the machine, and any page in the browser, may send one; only the genuine one knows the state.
public struct CallbackRequest: ~Escapable {
    /// Where the answer to a sign-in is brought.
    public static let path = "/oauth/callback"

    /// The method, as it was sent.
    public let method: RawSpan
    /// The path of the target, without its query.
    public let path: RawSpan
    /// What stands behind the question mark; nil where there is none.
    public let query: RawSpan?
    /// The value of the one header `Host`.
    public let host: RawSpan

    /// Reads a head that ends with its empty line; nil for anything that is no request of HTTP/1.x with one `Host`.
    @_lifetime(copy head)
    public init?(parsing head: RawSpan) {
        var lines = HeadLines(head)
        guard let first = lines.next(), let start = first.firstIndex(of: UInt8(ascii: " ")),
            let end = first.lastIndex(of: UInt8(ascii: " ")), start > 0, start < end
        else { return nil }
        let target = first.extracting((start + 1)..<end)
        let version = first.extracting((end + 1)..<first.byteCount)
        guard version.byteCount == 8, version.starts(with: "HTTP/1."), !target.isEmpty, target.isVisible else { return nil }
        var host: RawSpan?
        while let line = lines.next() {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0, line.extracting(0..<colon).isVisible else {
                return nil
            }
            guard line.extracting(0..<colon).isEqual(ignoringCase: "host") else { continue }
            guard host == nil else { return nil }
            host = line.extracting((colon + 1)..<line.byteCount).trimmed
        }
        guard lines.isComplete, let host else { return nil }
        method = first.extracting(0..<start)
        let question = target.firstIndex(of: UInt8(ascii: "?"))
        path = target.extracting(0..<(question ?? target.byteCount))
        query = if let question { target.extracting((question + 1)..<target.byteCount) } else { nil }
        self.host = host
    }
}

/// The lines of a head, each ended by CR LF, up to the empty one.
private struct HeadLines: ~Escapable {
    private let head: RawSpan
    private var position = 0
    /// Whether the empty line has come.
    private(set) var isComplete = false

    @_lifetime(copy head)
    init(_ head: RawSpan) { self.head = head }

    /// The next line; nil at the empty one, and where a line has no end.
    @_lifetime(copy self)
    mutating func next() -> RawSpan? {
        let rest = head.extracting(position..<head.byteCount)
        guard let feed = rest.firstIndex(of: UInt8(ascii: "\n")), feed > 0, rest[feed - 1] == UInt8(ascii: "\r") else {
            return nil
        }
        position += feed + 1
        isComplete = feed == 1
        return isComplete ? nil : rest.extracting(0..<(feed - 1))
    }
}

extension RawSpan {
    /// Where `byte` stands first.
    func firstIndex(of byte: UInt8) -> Int? { (0..<byteCount).first { self[$0] == byte } }

    /// Where `byte` stands last.
    func lastIndex(of byte: UInt8) -> Int? { (0..<byteCount).last { self[$0] == byte } }

    /// Whether these are the bytes of `text`.
    public func isEqual(to text: String) -> Bool { isEqual(to: Array(text.utf8).rawSpan) }

    /// Whether `text` stands at the start.
    public func starts(with text: String) -> Bool {
        byteCount >= text.utf8.count && extracting(0..<text.utf8.count).isEqual(to: text)
    }

    /// Whether these are the bytes of `text`, which is in lower case, whatever the case of these.
    fileprivate func isEqual(ignoringCase text: String) -> Bool {
        byteCount == text.utf8.count && text.utf8.enumerated().allSatisfy { self[$0.offset] | 0x20 == $0.element }
    }

    /// Whether all bytes are visible characters of ASCII.
    fileprivate var isVisible: Bool { (0..<byteCount).allSatisfy { (0x21...0x7e).contains(self[$0]) } }

    /// The bytes without blanks and tabs at the ends.
    fileprivate var trimmed: RawSpan {
        @_lifetime(copy self)
        get {
            func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
            let start = (0..<byteCount).first { !isBlank(self[$0]) } ?? byteCount
            let end = (start..<byteCount).last { !isBlank(self[$0]) }.map { $0 + 1 } ?? start
            return extracting(start..<end)
        }
    }
}
