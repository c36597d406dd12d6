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
    /// Whether its lines are others than leapp wrote.
    let isChanged: Bool
    /// The lines with keys behind it that have no section of their own: AWS's tools read them as keys of its last profile.
    let loose: [Int]
    /// Whether what stands before it ended without a line feed.
    private let isBehindOpenLine: Bool

    /// Finds the block of a config file; throws where its marks are not as leapp wrote them.
    public init(in document: AWSDocument) throws(ProfileBlockFault) {
        guard let lines = try ProfileBlockMark.lines(in: document) else {
            self.lines = nil
            entries = []
            (lacksNewline, isBehindOpenLine) = (false, document.content.ini.lacksFinalNewline)
            (isChanged, loose) = (false, [])
            return
        }
        let ini = document.content.ini
        isChanged = ProfileBlockMark.begin(hash: ProfileBlockMark.hash(of: ini, lines)) != ini.text(lines.lowerBound)
        let behind = ini.lines[lines.upperBound...].prefix { $0.shape != .header }
        loose = behind.indices.filter { behind[$0].shape == .text || behind[$0].shape == .indented }
        self.lines = lines
        lacksNewline = lines.upperBound == ini.lines.count && ini.lacksFinalNewline
        // A block used to end as the file before it did.
        isBehindOpenLine = lacksNewline || lines.contains { ini.bytes.matches(ini.lines[$0].content, ProfileBlockMark.openLine) }
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

    /// Whether it and what stands behind it are as leapp wrote them.
    var isIntact: Bool { !isChanged && loose.isEmpty }
}

/// What is wrong with a block, so that nothing is written.
public enum ProfileBlockFault: Error, Equatable, Sendable {
    /// One of the two marks is missing, or there are more than two, or they do not read as leapp wrote them.
    case damagedMark(line: Int)
    /// These lines between the marks, or without a section behind them, are not leapp's, and would be lost.
    case foreign([ProfileBlock.ForeignLine])
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
        var body: [INIText] = [.line([.text(ProfileBlockMark.explanation)])]
        if isBehindOpenLine { body.append(.line([.text(ProfileBlockMark.openLine)])) }
        for entry in entries {
            body.append(.line([.text(try AWSSectionRole.profile(entry.name).header(in: .config))]))
            for line in try entry.lines() { body += try line.texts() }
        }
        let hash = ProfileBlockMark.hash(of: INIDocument.empty.replacing([INIReplacement(0..<0, with: body)]))
        let ini = document.content.ini
        let place = lines ?? ini.lines.count..<ini.lines.count
        let texts = [.line([.text(ProfileBlockMark.begin(hash: hash))])] + body + [.line([.text(ProfileBlockMark.end)])]
        let endsHere = max(place.upperBound, (loose.last ?? 0) + 1) == ini.lines.count
        let written = ini.replacing(
            [INIReplacement(place, with: texts)] + withoutLoose, finalNewline: endsHere ? true : nil)
        return AWSDocument(document.file, path: document.path, ini: written)
    }

    private var withoutLoose: [INIReplacement] { loose.map { INIReplacement($0..<($0 + 1), with: []) } }

    /// The document without the block.
    private func removing(from document: AWSDocument) -> AWSDocument {
        guard let lines else { return document }
        let ini = document.content.ini
        let isLast = lines.upperBound + loose.count == ini.lines.count
        let endsHere = isLast || loose.last == ini.lines.count - 1
        let written = ini.replacing(
            [INIReplacement(lines, with: [])] + withoutLoose, finalNewline: endsHere ? !(isLast && isBehindOpenLine) : nil)
        return AWSDocument(document.file, path: document.path, ini: written)
    }

    /// The block of a document; nil where there is none, or one that was changed and so is the user's.
    public static func intact(in document: AWSDocument) -> ProfileBlock? {
        do throws(ProfileBlockFault) {
            let block = try ProfileBlock(in: document)
            return block.lines != nil && block.isIntact ? block : nil
        } catch {
            return nil
        }
    }

    /// Whether a section stands between the marks of a block, whatever was changed there.
    public static func holds(_ section: AWSSection, of document: AWSDocument) -> Bool {
        do throws(ProfileBlockFault) { return try ProfileBlockMark.lines(in: document)?.contains(section.line - 1) == true } catch
        {
            return false
        }
    }

    /// The document without its block; itself where there is no ``intact(in:)`` one.
    public static func removed(from document: AWSDocument) -> AWSDocument {
        intact(in: document)?.removing(from: document) ?? document
    }
}

extension INIDocument {
    fileprivate static let empty = INIDocument(SecretArena(Secret(count: 0)))
}
