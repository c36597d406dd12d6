import LeappBytes
import LeappCrypto
import LeappINI

/// The comment lines before and behind the block.
enum ProfileBlockMark {
    static let prefix = "# leapp: profiles "
    static let end = prefix + "end"
    static let explanation =
        "# Written by `leapp profile write`, which replaces all lines up to the next mark; put your own outside."
    static let openLine = "# The line before these ended without a line feed."

    static func begin(hash: [UInt8]) -> String { "\(prefix)begin \(hash.hex)" }

    /// Whether a line is a comment that leapp writes between the marks.
    static func isOwnComment(_ line: Int, in ini: INIDocument) -> Bool {
        let content = ini.lines[line].content
        return [explanation, openLine].contains { ini.bytes.matches(content, $0) }
    }

    /// The lines of the block with both marks; nil where there is none.
    static func lines(in document: AWSDocument) throws(ProfileBlockFault) -> Range<Int>? {
        let ini = document.content.ini
        let bytes = ini.bytes
        let found = ini.lines.indices.filter { index in
            guard ini.lines[index].shape == .comment || ini.lines[index].shape == .indented else { return false }
            let text = bytes.trimmed(ini.lines[index].content)
            return bytes.matches(text.prefix(prefix.utf8.count - 1), String(prefix.dropLast()))
        }
        guard let first = found.first else { return nil }
        guard found.count == 2, ini.text(first).hasPrefix(prefix + "begin ") else { throw .damagedMark(line: first + 1) }
        guard ini.text(found[1]) == end else { throw .damagedMark(line: found[1] + 1) }
        return first..<(found[1] + 1)
    }

    /// 16 bytes over the lines between two marks, blind to how they end.
    static func hash(of ini: INIDocument, _ lines: Range<Int>) -> [UInt8] { hash(of: ini, inside: lines.dropFirst().dropLast()) }

    /// 16 bytes over all lines.
    static func hash(of ini: INIDocument) -> [UInt8] { hash(of: ini, inside: ini.lines.indices) }

    private static func hash(of ini: INIDocument, inside lines: Range<Int>) -> [UInt8] {
        var hash = BLAKE2b(count: 16, personalisation: "leapp-v1-profile")
        for line in ini.lines[lines] {
            hash.update(ini.bytes.extracting(line.content))
            hash.update([0x0a])
        }
        return Array(hash.finish().bytes)
    }
}

extension INIDocument {
    /// The text of a line of leapp's.
    func text(_ line: Int) -> String {
        String(decoding: Array(bytes.extracting(lines[line].content)), as: UTF8.self)
    }
}
