import FuzzSupport
import LeappBytes
import LeappCrypto
import LeappINI

@testable import LeappAWSConfig

/// What holds for every edit: what it says is there afterwards, and the text of all other lines is what it was.
struct EditRules {
    private let document: AWSDocument
    private let before: [UInt8]
    private static let value = SecretSlice(copying: Array("eu-west-1".utf8).rawSpan)

    init(_ document: AWSDocument) {
        self.document = document
        before = Array(document.bytes)
    }

    func check(_ decisions: inout Decisions) {
        checkAppending()
        guard !document.sections.isEmpty else { return }
        let section = decisions.below(document.sections.count)
        checkSetting(section, "region")
        let keys = document.keys(ofSection: section).filter { key in
            key.utf8.allSatisfy { $0.isIdentifier && $0 != UInt8(ascii: ":") }
        }
        if !keys.isEmpty {
            let key = keys[decisions.below(keys.count)]
            checkSetting(section, key)
            checkRemovingKey(section, key)
        }
        checkBody(section)
        checkRemoving(section)
        checkLine(1 + (decisions.below(256) << 8 | decisions.below(256)) % document.content.ini.lines.count)
    }

    private func applied(_ changes: [AWSChange]) -> AWSDocument {
        let edited = always("an edit is made") { () throws(AWSConfigError) in try document.applying(changes) }
        DocumentRules(edited).check()
        demand(Array(document.bytes) == before, "an edit leaves the document that it was made on")
        return edited
    }

    /// What is appended and removed again leaves no trace.
    private func checkAppending() {
        let name = AWSSectionRole.profile("leapp-fuzz")
        let edited = applied([
            .append(name, [.managed, .text("region", "eu-west-1"), .nested(key: "s3", [("a", EditRules.value)])])
        ])
        let index = edited.sections.count - 1
        demand(index == document.sections.count, "one section more")
        demand(edited.sections[index].role == name && edited.sections[index].isManaged, "the section that was appended is there")
        demand(edited.value("region", inSection: index)?.text == "eu-west-1", "its value is there")
        let subkeys = edited.value("s3", inSection: index)?.subkeys ?? []
        demand(
            subkeys.count == 1 && subkeys.allSatisfy { $0.key == "a" && $0.value.isEqual(to: EditRules.value) },
            "its sub-key is there")
        let lines = contents(document)
        demand(contents(edited).starts(with: lines), "what stood there stands there")
        let removed = always("what was appended is removed") { () throws(AWSConfigError) in
            try edited.applying([.remove(section: index)])
        }
        demand(Array(removed.bytes) == before, "what was appended and removed again leaves no trace")
        let restored = applied([.appendExact(EditRules.value)])
        demand(contents(restored) == lines + [Array("eu-west-1".utf8)], "exact bytes are appended exactly")
    }

    private func checkSetting(_ section: Int, _ key: String) {
        let edited = applied([.set(section: section, key: key, value: EditRules.value)])
        checkOthers(edited, section)
        guard let value = edited.value(key, inSection: section) else { broken("a key that was set is there") }
        demand(value.slice.isEqual(to: EditRules.value), "a key has the value that was set")
        let again = always("it is set again") { () throws(AWSConfigError) in
            try edited.applying([.set(section: section, key: key, value: EditRules.value)])
        }
        demand(Array(again.bytes) == Array(edited.bytes), "setting what is set changes nothing")
        for other in document.keys(ofSection: section) where other != key { checkValue(edited, section, other) }
    }

    private func checkRemovingKey(_ section: Int, _ key: String) {
        let edited = applied([.removeKey(section: section, key: key)])
        checkOthers(edited, section)
        demand(edited.value(key, inSection: section) == nil, "a key that was removed is gone")
        for other in document.keys(ofSection: section) where other != key { checkValue(edited, section, other) }
    }

    private func checkBody(_ section: Int) {
        let edited = applied([.replaceBody(section: section, [.text("output", "json")])])
        checkOthers(edited, section)
        demand(edited.keys(ofSection: section) == ["output"], "a new body has its own keys only")
        let old = document.bytes(ofSection: section)
        let restored = always("the section is put back") { () throws(AWSConfigError) in
            try edited.applying([.restore(section: section, old)])
        }
        demand(contents(restored) == contents(document), "a section that was put back is what it was")
    }

    private func checkRemoving(_ section: Int) {
        let edited = applied([.remove(section: section)])
        let own = document.sections[section].ownLines
        let lines = contents(document)
        let rest = left(Array(lines[..<own.lowerBound] + lines[own.upperBound...]), isFirstGone: own.lowerBound == 0)
        demand(contents(edited) == rest, "only the section's own lines go")
    }

    private func checkLine(_ line: Int) {
        let edited = applied([.removeLine(line)])
        var lines = contents(document)
        lines.remove(at: line - 1)
        demand(contents(edited) == left(lines, isFirstGone: line == 1), "only that line goes")
    }

    /// How lines are read when others before or behind them went: an empty last line without line end cannot be told from none, and
    /// a mark that comes to stand first is a byte order mark.
    private func left(_ lines: [[UInt8]], isFirstGone: Bool) -> [[UInt8]] {
        var lines = document.content.ini.lacksFinalNewline && lines.last == [] ? lines.dropLast() : lines
        if isFirstGone, let first = lines.first, first.starts(with: [0xef, 0xbb, 0xbf]) { lines[0] = Array(first.dropFirst(3)) }
        return lines
    }

    /// All lines but the section's own are what they were, and so are all other sections.
    private func checkOthers(_ edited: AWSDocument, _ section: Int) {
        let own = document.sections[section].ownLines
        let (old, new) = (contents(document), contents(edited))
        demand(new.starts(with: old[..<(own.lowerBound + 1)]), "the lines before are what they were")
        demand(new.suffix(old.count - own.upperBound) == old[own.upperBound...], "the lines behind are what they were")
        demand(edited.sections.count == document.sections.count, "as many sections as before")
        for other in document.sections.indices where other != section {
            demand(edited.sections[other].role == document.sections[other].role, "other sections keep their roles")
            demand(
                edited.fingerprint(ofSection: other) == document.fingerprint(ofSection: other),
                "other sections are what they were")
        }
    }

    private func checkValue(_ edited: AWSDocument, _ section: Int, _ key: String) {
        let (old, new) = (document.value(key, inSection: section), edited.value(key, inSection: section))
        demand(old.map { Array($0.slice.bytes) } == new.map { Array($0.slice.bytes) }, "other keys keep their values")
    }

    private func contents(_ document: AWSDocument) -> [[UInt8]] {
        let bytes = Array(document.bytes)
        return document.content.ini.lines.map { Array(bytes[$0.content]) }
    }
}
