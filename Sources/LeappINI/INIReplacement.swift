import LeappBytes
public import LeappCrypto

/// New text for a run of lines.
public struct INIReplacement: Sendable {
    /// The lines that go; empty to insert before the line of that index.
    public let lines: Range<Int>
    /// What comes in their place.
    public let texts: [INIText]

    /// Puts `texts` in place of `lines`.
    public init(_ lines: Range<Int>, with texts: [INIText]) {
        self.lines = lines
        self.texts = texts
    }
}

/// Text to be written.
public enum INIText: Sendable {
    /// One line, without its line ending: the parts one after the other.
    case line([INIPart])
    /// Any number of lines as they are, line endings included.
    case exact(SecretSlice)
}

/// A part of a new line.
public enum INIPart: Sendable {
    /// Public text.
    case text(String)
    /// Bytes that may be secret.
    case bytes(SecretSlice)
}

extension INIDocument {
    /// The document with runs of lines replaced, in one pass; every other byte stays as it is.
    ///
    /// Replacements must be in ascending order and must not overlap. New lines end as the line before them does, else as
    /// ``newline`` says. A document that had no final newline keeps having none, whatever its last line is now, so that removing
    /// an appended run undoes it exactly; `finalNewline` says otherwise.
    public func replacing(_ replacements: [INIReplacement], finalNewline: Bool? = nil) -> INIDocument {
        var output = INIWriter(capacity: arena.count + 256, newline: newline.bytes)
        var next = 0
        for replacement in replacements {
            precondition(replacement.lines.lowerBound >= next && replacement.lines.upperBound <= lines.count)
            output.copy(lines[next..<replacement.lines.lowerBound], of: bytes)
            for text in replacement.texts { output.write(text) }
            next = replacement.lines.upperBound
        }
        output.copy(lines[next...], of: bytes)
        return INIDocument(SecretArena(output.finish(withoutNewline: !(finalNewline ?? !lacksFinalNewline))))
    }
}

/// Writes lines and holds back the last line ending until it is known whether another line follows.
private struct INIWriter: ~Copyable {
    private var bytes: SecretWriter
    private let newline: [UInt8]
    private var pending: [UInt8] = []
    private var isEmpty = true

    init(capacity: Int, newline: [UInt8]) {
        bytes = SecretWriter(capacity: capacity)
        self.newline = newline
    }

    /// Ends the line before, where there is one.
    private mutating func begin() {
        if !isEmpty { bytes.append(pending.isEmpty ? ending : pending) }
        isEmpty = false
    }

    /// A line feed alone would swallow a carriage return that ends the text.
    private var ending: [UInt8] { endsInReturn ? ININewline.carriageReturnLineFeed.bytes : newline }

    private var endsInReturn: Bool { bytes.count > 0 && bytes.bytes.at(bytes.count - 1) == 0x0d }

    mutating func copy(_ lines: ArraySlice<INILine>, of source: RawSpan) {
        guard let first = lines.first, let last = lines.last else { return }
        begin()
        bytes.append(source.extracting(first.start..<last.content.upperBound))
        pending = Array(source.extracting(last.content.upperBound..<last.end))
    }

    mutating func write(_ text: INIText) {
        switch text {
        case .line(let parts):
            begin()
            for part in parts {
                switch part {
                case .text(let text): bytes.append(text)
                case .bytes(let slice): bytes.append(slice.bytes)
                }
            }
            if pending.isEmpty || endsInReturn { pending = ending }
        case .exact(let slice):
            guard slice.count > 0 else { return }
            begin()
            let source = slice.bytes
            var end = source.byteCount
            if source.at(end - 1) == 0x0a { end -= 1 }
            if end < source.byteCount, end > 0, source.at(end - 1) == 0x0d { end -= 1 }
            bytes.append(source.extracting(0..<end))
            pending = Array(source.extracting(end..<source.byteCount))
        }
    }

    consuming func finish(withoutNewline: Bool) -> Secret {
        if !withoutNewline, !isEmpty { bytes.append(pending.isEmpty ? newline : pending) }
        return bytes.finish()
    }
}
