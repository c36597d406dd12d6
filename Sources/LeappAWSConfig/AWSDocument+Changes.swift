import LeappBytes
import LeappCrypto
import LeappINI

extension AWSDocument {
    /// The document after all `changes`, which are made in one pass; every byte that they do not name stays as it is.
    ///
    /// At most one change of a whole section and any number of its keys; not both. What is appended keeps the order given.
    public func applying(_ changes: [AWSChange]) throws(AWSConfigError) -> AWSDocument {
        guard !changes.isEmpty else { return self }
        var plan = ChangePlan(self)
        for change in changes { try plan.add(change) }
        return AWSDocument(file, path: path, ini: content.ini.replacing(try plan.finish()))
    }
}

/// Collects changes as replacements of lines.
private struct ChangePlan {
    private let document: AWSDocument
    private var whole: [Int: [INIText]] = [:]
    private var keys: [Int: [KeyChange]] = [:]
    private var appended: [INIText] = []
    private var removedLines: [Range<Int>] = []

    private struct KeyChange {
        let key: String
        let texts: [INIText]
    }

    init(_ document: AWSDocument) { self.document = document }

    mutating func add(_ change: AWSChange) throws(AWSConfigError) {
        switch change {
        case .append(let role, let lines):
            appended.append(.line([.text(try role.header(in: document.file))]))
            for line in lines { appended += try line.texts() }
        case .appendExact(let bytes): appended.append(.exact(bytes))
        case .replaceBody(let section, let lines):
            try check(section)
            let header = document.content.ini.lines[document.sections[section].ownLines.lowerBound]
            var texts: [INIText] = [.line([.bytes(SecretSlice(document.arena, header.content))])]
            for line in lines { texts += try line.texts() }
            try replace(section, texts)
        case .restore(let section, let bytes):
            try check(section)
            try replace(section, [.exact(bytes)])
        case .remove(let section):
            try check(section)
            try replace(section, [])
        case .set(let section, let key, let value):
            try check(section)
            keys[section, default: []].append(KeyChange(key: key, texts: try AWSLine.value(key: key, value).texts()))
        case .setText(let section, let key, let value):
            try check(section)
            keys[section, default: []].append(KeyChange(key: key, texts: try AWSLine.text(key, value).texts()))
        case .removeKey(let section, let key):
            try check(section)
            keys[section, default: []].append(KeyChange(key: key, texts: []))
        case .removeLine(let line):
            guard document.content.ini.lines.indices.contains(line - 1) else { throw .noSuchLine(line) }
            removedLines.append((line - 1)..<line)
        }
    }

    private func check(_ section: Int) throws(AWSConfigError) {
        guard document.sections.indices.contains(section) else { throw .noSuchSection(section) }
    }

    private mutating func replace(_ section: Int, _ texts: [INIText]) throws(AWSConfigError) {
        guard whole.updateValue(texts, forKey: section) == nil else { throw .overlappingChanges(section: section) }
    }

    func finish() throws(AWSConfigError) -> [INIReplacement] {
        var replacements: [INIReplacement] = []
        for (section, texts) in whole {
            guard keys[section] == nil else { throw .overlappingChanges(section: section) }
            replacements.append(INIReplacement(document.sections[section].ownLines, with: texts))
        }
        for (section, changes) in keys { replacements += try keyReplacements(section, changes) }
        let touched = replacements.map(\.lines).filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }
        replacements += AWSDocument.without(touched, in: removedLines.sorted { $0.lowerBound < $1.lowerBound })
        replacements.sort { ($0.lines.lowerBound, $0.lines.upperBound) < ($1.lines.lowerBound, $1.lines.upperBound) }
        let end = document.content.ini.lines.count
        if !appended.isEmpty { replacements.append(INIReplacement(end..<end, with: appended)) }
        return replacements
    }

    private func keyReplacements(_ section: Int, _ changes: [KeyChange]) throws(AWSConfigError) -> [INIReplacement] {
        let content = document.content
        var replacements: [INIReplacement] = []
        var added: [INIText] = []
        var changed: Set<String> = []
        for change in changes {
            guard changed.insert(change.key).inserted else { throw .overlappingChanges(section: section) }
            var texts = change.texts
            for index in content.sections[section].properties where content.keys[content.properties[index].key] == change.key {
                for lines in content.lines(of: content.properties[index]) {
                    replacements.append(INIReplacement(lines, with: texts))
                    texts = []
                }
            }
            added += texts
        }
        let end = content.sections[section].ownLines.upperBound
        if !added.isEmpty { replacements.append(INIReplacement(end..<end, with: added)) }
        return replacements
    }
}

extension AWSDocument {
    /// The removals of lines that no other change touches; both lists are sorted.
    fileprivate static func without(_ touched: [Range<Int>], in removed: [Range<Int>]) -> [INIReplacement] {
        var next = 0
        var last = -1
        var replacements: [INIReplacement] = []
        for line in removed where line.lowerBound != last {
            last = line.lowerBound
            while next < touched.count, touched[next].upperBound <= line.lowerBound { next += 1 }
            if next < touched.count, touched[next].contains(line.lowerBound) { continue }
            replacements.append(INIReplacement(line, with: []))
        }
        return replacements
    }
}

extension AWSDocument.Content {
    /// The runs of lines that make up a property: blank lines and comments in the first column between them are not its own.
    func lines(of property: AWSProperty) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for line in property.line..<property.endLine {
            switch ini.lines[line].shape {
            case .blank, .comment, .header: break
            case .indented, .text:
                if let last = runs.last, last.upperBound == line {
                    runs[runs.count - 1] = last.lowerBound..<(line + 1)
                } else {
                    runs.append(line..<(line + 1))
                }
            }
        }
        return runs
    }
}
