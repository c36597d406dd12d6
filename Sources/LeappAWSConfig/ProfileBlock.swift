import LeappBytes
import LeappCrypto
import LeappINI

/// The profiles of `leapp profile write`: one run of lines in the config file, between two marks, that nobody else writes.
///
/// The first mark holds a hash of what stands between the two, so that lines of the user's, or a change by `aws configure`, are
/// seen before they are written over.
public struct ProfileBlock: Sendable {
    /// A profile of the block.
    public struct Entry: Equatable, Sendable {
        /// The profile's name.
        public let name: String
        /// Where its credentials come from.
        public let process: CredentialProcess
        /// Its region, where it says one.
        public let region: String?
        /// Its output format, where it says one.
        public let output: String?

        /// A profile.
        public init(name: String, process: CredentialProcess, region: String? = nil, output: String? = nil) {
            (self.name, self.process, self.region, self.output) = (name, process, region, output)
        }

        /// Its lines below the header.
        func lines() throws(AWSConfigError) -> [AWSLine] {
            [.text("credential_process", try process.command())]
                + [("region", region), ("output", output)].compactMap { key, value in value.map { .text(key, $0) } }
        }
    }

    /// What the block holds, in the order of the file; nothing where there is no block.
    public let entries: [Entry]
    /// Its lines with both marks; nil where there is none.
    let lines: Range<Int>?
    /// Whether the file ends right behind it, without a line feed, so that whoever appended a line would damage its mark.
    let lacksNewline: Bool
    /// Whether what stands before it ended without a line feed.
    private let isBehindOpenLine: Bool

    /// Finds the block of a config file; throws where it is not as leapp wrote it.
    public init(in document: AWSDocument) throws(ProfileBlockFault) {
        guard let lines = try Mark.lines(in: document) else {
            self.lines = nil
            entries = []
            (lacksNewline, isBehindOpenLine) = (false, document.content.ini.lacksFinalNewline)
            return
        }
        let ini = document.content.ini
        guard Mark.begin(hash: Mark.hash(of: ini, lines)) == ini.text(lines.lowerBound) else {
            throw .changed(firstLine: lines.lowerBound + 1, lastLine: lines.upperBound)
        }
        let behind = ini.lines[lines.upperBound...].prefix { $0.shape != .header }
        if let loose = behind.firstIndex(where: { $0.shape == .text || $0.shape == .indented }) {
            throw .keysBehind(line: loose + 1)
        }
        self.lines = lines
        lacksNewline = lines.upperBound == ini.lines.count && ini.lacksFinalNewline
        // A block used to end as the file before it did.
        isBehindOpenLine = lacksNewline || lines.contains { ini.text($0) == Mark.openLine }
        entries = document.sections.indices.compactMap { section in
            guard lines.contains(document.sections[section].line - 1), case .profile(let name) = document.sections[section].role,
                let process = document.value("credential_process", inSection: section)?.text
                    .flatMap({ CredentialProcess(parsing: $0) })
            else { return nil }
            return Entry(
                name: name, process: process, region: document.value("region", inSection: section)?.text,
                output: document.value("output", inSection: section)?.text)
        }
    }

    /// Whether a section is one of the block's.
    public func contains(_ section: AWSSection) -> Bool { lines?.contains(section.line - 1) == true }
}

/// What is wrong with a block, so that nothing is written.
public enum ProfileBlockFault: Error, Equatable, Sendable {
    /// One of the two marks is missing, or there are more than two, or they do not read as leapp wrote them.
    case damagedMark(line: Int)
    /// The lines between the marks are not those that leapp wrote.
    case changed(firstLine: Int, lastLine: Int)
    /// A key stands behind the block without a section of its own, and would come to belong to another profile.
    case keysBehind(line: Int)
    /// Lines that cannot be written so that all tools read them, such as a program's path with a line feed.
    case unwritable(AWSConfigError)
}

extension ProfileBlock {
    /// The document with `entries` in the place of the block, or at its end where there was none; without any, no block is left.
    ///
    /// The block ends with a line feed, so that a line can be appended to the file. Whether the file had one is noted in it, and
    /// comes back when it goes.
    func writing(_ entries: [Entry], in document: AWSDocument) throws(AWSConfigError) -> AWSDocument {
        guard !entries.isEmpty else { return removing(from: document) }
        var body: [INIText] = [.line([.text(Mark.explanation)])]
        if isBehindOpenLine { body.append(.line([.text(Mark.openLine)])) }
        for entry in entries {
            body.append(.line([.text(try AWSSectionRole.profile(entry.name).header(in: .config))]))
            for line in try entry.lines() { body += try line.texts() }
        }
        let hash = Mark.hash(of: INIDocument.empty.replacing([INIReplacement(0..<0, with: body)]))
        let ini = document.content.ini
        let place = lines ?? ini.lines.count..<ini.lines.count
        let texts = [.line([.text(Mark.begin(hash: hash))])] + body + [.line([.text(Mark.end)])]
        let isLast = place.upperBound == ini.lines.count
        let written = ini.replacing([INIReplacement(place, with: texts)], finalNewline: isLast ? true : nil)
        return AWSDocument(document.file, path: document.path, ini: written)
    }

    /// The document without the block.
    private func removing(from document: AWSDocument) -> AWSDocument {
        guard let lines else { return document }
        let ini = document.content.ini
        let isLast = lines.upperBound == ini.lines.count
        let written = ini.replacing([INIReplacement(lines, with: [])], finalNewline: isLast ? !isBehindOpenLine : nil)
        return AWSDocument(document.file, path: document.path, ini: written)
    }

    /// The block of a document; nil where there is none, or one that was changed and so is the user's.
    public static func intact(in document: AWSDocument) -> ProfileBlock? {
        do throws(ProfileBlockFault) {
            let block = try ProfileBlock(in: document)
            return block.lines == nil ? nil : block
        } catch {
            return nil
        }
    }

    /// The document without its block; itself where there is no ``intact(in:)`` one.
    public static func removed(from document: AWSDocument) -> AWSDocument {
        intact(in: document)?.removing(from: document) ?? document
    }
}

/// The comment lines before and behind the block.
private enum Mark {
    static let prefix = "# leapp: profiles "
    static let end = prefix + "end"
    static let explanation =
        "# Written by `leapp profile write`, which replaces all lines up to the next mark; put your own outside."
    static let openLine = "# The line before these ended without a line feed."

    static func begin(hash: [UInt8]) -> String { "\(prefix)begin \(hash.hex)" }

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
    fileprivate static let empty = INIDocument(SecretArena(Secret(count: 0)))

    /// The text of a line, which holds no secret.
    fileprivate func text(_ line: Int) -> String {
        String(decoding: Array(bytes.extracting(lines[line].content)), as: UTF8.self)
    }
}
