import LeappINI

/// Where a key and its value stand, for those who edit the bytes themselves.
public struct AWSPropertyPlace: Sendable {
    /// The key, in lower case.
    public let key: String
    /// The line of the key, counted from 1.
    public let line: Int
    /// The value's bytes on the key's own line.
    public let value: Range<Int>
    /// The whole lines that make it up, line endings included; comments and blank lines between them are left out.
    public let lines: [Range<Int>]
}

extension AWSDocument {
    /// The bytes of a section's header line, line ending included.
    public func headerRange(ofSection section: Int) -> Range<Int> {
        let line = content.ini.lines[content.sections[section].ownLines.lowerBound]
        return line.start..<line.end
    }

    /// The bytes from a section's header to its last own line, line ending included.
    public func range(ofSection section: Int) -> Range<Int> {
        let lines = content.ini.lines[content.sections[section].ownLines]
        return (lines.first?.start ?? 0)..<(lines.last?.end ?? 0)
    }

    /// Where the keys of a section stand, in the order of the file, repeated ones too.
    public func places(inSection section: Int) -> [AWSPropertyPlace] {
        content.properties[content.sections[section].properties].map { property in
            let lines = content.lines(of: property).map { run in
                content.ini.lines[run.lowerBound].start..<content.ini.lines[run.upperBound - 1].end
            }
            return AWSPropertyPlace(key: content.keys[property.key], line: property.line + 1, value: property.value, lines: lines)
        }
    }

    /// The lines between a section's header and the next one's, counted from 1, with their bytes.
    public func contentLines(inSection section: Int) -> [(line: Int, bytes: Range<Int>)] {
        let start = content.sections[section].line
        let end = section + 1 < content.sections.count ? content.sections[section + 1].line - 1 : content.ini.lines.count
        return (start..<max(start, end)).map { ($0 + 1, content.ini.lines[$0].content) }
    }

    /// The lines before the first section, counted from 1, with their bytes.
    public var leadingLines: [(line: Int, bytes: Range<Int>)] {
        let end = content.sections.first.map { $0.line - 1 } ?? content.ini.lines.count
        return (0..<end).map { ($0 + 1, content.ini.lines[$0].content) }
    }
}
