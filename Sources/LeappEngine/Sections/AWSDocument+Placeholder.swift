import LeappAWSConfig
import LeappBytes
import LeappCrypto

/// The comment line that keeps the place of what was set aside.
enum Placeholder {
    /// The line for a piece.
    static func line(_ token: String) -> [UInt8] { Array("# leapp: set aside \(token)".utf8) }
}

extension AWSDocument {
    /// The document with placeholder lines instead of runs of whole lines, which must be in order and apart.
    func settingAside(_ runs: [(range: Range<Int>, token: String)]) -> AWSDocument {
        replacing(
            runs.map { run in
                (withoutNewline(run.range), SecretSlice(copying: Placeholder.line(run.token).rawSpan))
            })
    }

    /// The document with the bytes that were set aside in the place of their placeholder line; nil where there is none.
    func givingBack(_ original: SecretSlice, token: String) -> AWSDocument? {
        guard let place = line(Placeholder.line(token)) else { return nil }
        let content = AWSDocument.withoutNewline(0..<original.count, of: original.bytes)
        return replacing([(place, original[content])])
    }

    /// Where the text of a line stands that reads exactly so.
    private func line(_ text: [UInt8]) -> Range<Int>? {
        let bytes = bytes
        var start = 0
        for end in 0...bytes.byteCount where end == bytes.byteCount || bytes[end] == 0x0a {
            let line = AWSDocument.withoutNewline(start..<min(end + 1, bytes.byteCount), of: bytes)
            if line.count == text.count, bytes.extracting(line).isEqual(to: text.rawSpan) { return line }
            start = end + 1
        }
        return nil
    }

    private func withoutNewline(_ lines: Range<Int>) -> Range<Int> { AWSDocument.withoutNewline(lines, of: bytes) }

    /// Lines without the ending of the last one.
    private static func withoutNewline(_ lines: Range<Int>, of bytes: RawSpan) -> Range<Int> {
        var end = lines.upperBound
        if end > lines.lowerBound, bytes[end - 1] == 0x0a {
            end -= 1
            if end > lines.lowerBound, bytes[end - 1] == 0x0d { end -= 1 }
        }
        return lines.lowerBound..<end
    }

    private func replacing(_ replacements: [(range: Range<Int>, by: SecretSlice)]) -> AWSDocument {
        var output = SecretWriter(capacity: arena.count + 64 * replacements.count)
        var next = 0
        for replacement in replacements {
            output.append(bytes.extracting(next..<replacement.range.lowerBound))
            output.append(replacement.by.bytes)
            next = replacement.range.upperBound
        }
        output.append(bytes.extracting(next..<bytes.byteCount))
        return AWSDocument(file, path: path, parsing: SecretArena(output.finish()))
    }
}
