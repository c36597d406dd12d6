import FuzzSupport
import LeappBytes
import LeappCrypto
import LeappINI

@testable import LeappAWSConfig

/// What holds for every document.
struct DocumentRules {
    private let document: AWSDocument

    init(_ document: AWSDocument) { self.document = document }

    func check() {
        let bytes = Array(document.bytes)
        let lines = document.content.ini.lines
        var end = 0
        for line in lines {
            demand(line.start == end && line.end > line.start, "lines lie one behind the other")
            demand(line.content.lowerBound >= line.start && line.content.upperBound <= line.end, "a line's text lies in it")
            demand([[], [0x0a], [0x0d, 0x0a]].contains(Array(bytes[line.content.upperBound..<line.end])), "a line's end is one")
            demand(!bytes[line.content].contains(0x0a), "a line's text holds no line end")
            end = line.end
        }
        demand(end == bytes.count, "lines cover all bytes")
        demand(document.content.ini.replacing([]).sameBytes(as: bytes), "a document without changes is the same bytes")
        for warning in document.warnings { demand((1...lines.count).contains(warning.line), "a warning names a line") }
        var last = 0
        for (index, section) in document.sections.enumerated() {
            demand(section.ownLines.lowerBound >= last && !section.ownLines.isEmpty, "sections follow one another")
            demand(section.line == section.ownLines.lowerBound + 1, "a section begins with its header")
            last = section.ownLines.upperBound
            check(section, index, bytes)
        }
        demand(last <= lines.count, "sections lie in the file")
    }

    private func check(_ section: AWSSection, _ index: Int, _ bytes: [UInt8]) {
        let own = document.bytes(ofSection: index)
        demand(
            own.range.lowerBound == document.content.ini.lines[section.ownLines.lowerBound].start,
            "a section starts at its header")
        let range = own.range
        if section.role != .unreadable {
            demand(document.sections(of: section.role).contains(index), "a section is found by its role")
        }
        for key in document.keys(ofSection: index) {
            demand(!key.isEmpty && key.lowercased() == key, "keys are in lower case")
            guard let value = document.value(key, inSection: index) else { broken("a key of a section has a value") }
            let slice = value.slice
            demand(
                value.isSecret || String(validating: Array(slice.bytes), as: UTF8.self) == value.text,
                "text and bytes are the same value")
            if value.continuations.isEmpty {
                demand(
                    slice.range.lowerBound >= range.lowerBound && slice.range.upperBound <= range.upperBound,
                    "a value lies in its section")
            }
            for subkey in value.subkeys { demand(!subkey.key.isEmpty, "a sub-key has a name") }
        }
    }
}

extension INIDocument {
    func sameBytes(as other: [UInt8]) -> Bool { Array(bytes) == other }
}
