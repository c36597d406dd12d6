import LeappBytes
import LeappMerge
import LeappWorkspace
import Testing

@testable import LeappCommands

/// The list to choose from: what is found, what comes first, what keys do, what a terminal is sent.
@Suite struct PickerTests {
    static func score(_ pattern: String, _ text: String) -> Int? { FuzzyPattern(pattern).score(in: FuzzyText(text)) }

    static func entry(_ number: UInt8, _ columns: String..., used: Int64? = nil) throws -> PickerEntry {
        let id = try #require(RecordID(hex: [UInt8](repeating: number, count: 16).hex))
        return PickerEntry(id: id, columns: columns, lastUsed: used)
    }

    static func list(_ names: [(String, Int64?)]) throws -> PickerList {
        PickerList(try names.enumerated().map { try entry(UInt8($0.offset + 1), $0.element.0, used: $0.element.1) })
    }

    static func names(_ list: PickerList, columns: Int = 60, rows: Int = 20) -> [String] {
        var list = list
        return list.lines(columns: columns, rows: rows).dropFirst(2).map {
            String($0.text.dropFirst(2)).split(separator: " ").joined(separator: " ")
        }
    }

    @Test(arguments: [("prd", "prod-admin"), ("PA", "prod-admin"), ("ad pr", "prod-admin"), ("", "x"), ("ünï", "zÜnÏ")])
    func lettersInOrderAreFound(pattern: String, text: String) { #expect(Self.score(pattern, text) != nil) }

    @Test(arguments: [("dorp", "prod"), ("prodd", "prod"), ("x", ""), ("prod x", "prod-admin")])
    func othersAreNot(pattern: String, text: String) { #expect(Self.score(pattern, text) == nil) }

    @Test(
        arguments: [
            ("pa", "prod-admin", "spawn"), ("adm", "prod-admin", "a-dome-m"), ("dev", "dev", "developer"),
            ("stag", "staging", "some-tag"), ("RO", "myReadOnly", "carbon"), ("cab", "cxxabxcab", "cxxabxxxx"),
        ])
    func startsOfWordsAndNeighboursComeFirst(pattern: String, better: String, worse: String) throws {
        let (first, second) = (try #require(Self.score(pattern, better)), Self.score(pattern, worse))
        #expect(second == nil || first > second ?? .max)
    }

    @Test func theLastUsedDecidesBetweenEquals() throws {
        var list = try Self.list([("dev-a", nil), ("dev-b", 10), ("dev-c", 20), ("prod", 30)])
        #expect(Self.names(list) == ["prod", "dev-c", "dev-b", "dev-a"])
        for letter in "dev" { _ = list.press(.letter(letter)) }
        #expect(Self.names(list) == ["dev-c", "dev-b", "dev-a"])
    }

    @Test func keysMoveEraseChooseAndLeave() throws {
        var list = try Self.list([("a", nil), ("b", nil), ("c", nil)])
        _ = list.press(.down)
        _ = list.press(.down)
        _ = list.press(.down)
        _ = list.press(.up)
        #expect(list.press(.enter) == .chosen(try Self.entry(2, "b").id))
        for letter in "zz top" { _ = list.press(.letter(letter)) }
        #expect(list.press(.enter) == .goOn)
        _ = list.press(.eraseWord)
        #expect(list.query == "zz ")
        _ = list.press(.backspace)
        #expect(list.query == "zz")
        _ = list.press(.eraseLine)
        #expect(Self.names(list) == ["a", "b", "c"])
        #expect(list.press(.leave) == .left && list.press(.stop) == .stop)
    }

    @Test func theSelectedEntryIsAlwaysInSight() throws {
        var list = try Self.list((0..<100).map { ("n\($0 + 100)", nil) })
        for _ in 0..<57 { _ = list.press(.down) }
        let lines = list.lines(columns: 30, rows: 12)
        #expect(lines.count == 12 && lines.filter(\.isSelected).count == 1)
        #expect(lines.first { $0.isSelected }?.text.hasPrefix("> n157") == true)
        _ = list.press(.pageUp)
        #expect(list.lines(columns: 30, rows: 4).first { $0.isSelected }?.text.hasPrefix("> n147") == true)
    }

    @Test(arguments: [1, 5, 20, 80], [1, 2, 3, 24])
    func noLineIsWiderThanTheTerminalAndNoneSteersIt(columns: Int, rows: Int) throws {
        var list = PickerList([
            try Self.entry(1, "evil\u{1b}[2Jname\r\n", "日本語のアカウント", used: 1), try Self.entry(2, "e\u{301}\u{202e}", "👩‍👩‍👧‍👦"),
        ])
        _ = list.press(.letter("e"))
        for line in list.lines(columns: columns, rows: rows) {
            #expect(DisplayWidth.columns(of: line.text) <= columns)
            #expect(!line.text.unicodeScalars.contains { $0.properties.generalCategory == .control || $0 == "\u{202e}" })
        }
        #expect(list.lines(columns: columns, rows: rows).count <= rows)
    }

    @Test func aLineEndWithMoreBehindItIsNoEnter() {
        #expect(PickerKey.typed(Array("\r".utf8)) == [0x0d] && PickerKey.typed(Array("prod\r".utf8)) == Array("prod\r".utf8))
        #expect(PickerKey.typed(Array("prod\rdev".utf8)) == Array("proddev".utf8))
        #expect(PickerKey.typed(Array("prod\r\n".utf8)) == Array("prod".utf8))
        #expect(PickerKey.typed([]) == [])
    }

    @Test func whatIsPastedIsSearchedForAndStartsNothing() throws {
        var list = try Self.list([("a", nil), ("b", nil)])
        #expect(list.press(.pasted("b")) == .goOn && list.query == "b")
        #expect(Self.names(list) == ["b"])
    }

    @Test func whatAPortalOffersNoMoreIsShown() throws {
        let id = try #require(RecordID(hex: [UInt8](repeating: 1, count: 16).hex))
        var summary = SessionSummary(id: id, name: "old", kind: .ssoRole)
        summary.isGone = true
        #expect(ShownSession(summary: summary, isActive: true, expiration: nil, lastUsed: nil).pickerEntry.columns.last == "gone")
    }

    @Test func keysComeWholeFromBytesInPieces() {
        func keys(_ pieces: [[UInt8]]) -> [PickerKey] {
            var (bytes, found): ([UInt8], [PickerKey]) = ([], [])
            for (index, piece) in pieces.enumerated() {
                bytes += piece
                while let key = PickerKey.next(in: &bytes, isAll: index == pieces.count - 1) { found.append(key) }
            }
            return found
        }
        #expect(keys([[0x1b], [0x5b], [0x41]]) == [.up])
        #expect(keys([Array("\u{1b}OBé\r".utf8)]) == [.down, .letter("é"), .enter])
        #expect(keys([[0xc3], [0xa9]]) == [.letter("é")])
        #expect(keys([[0x1b]]) == [.leave])
        #expect(keys([Array("\u{1b}[1;5C\u{1b}[5~x".utf8)]) == [.other, .pageUp, .letter("x")])
        let pasted = Array("\u{1b}[200~pr\tod\u{1b}[31m\r\nadmin\u{9b}\r\u{1b}[201~".utf8)
        #expect(keys([pasted + [0x0d]]) == [.pasted("prod[31madmin"), .enter])
        #expect(keys(pasted.map { [$0] } + [[0x0d]]) == [.pasted("prod[31madmin"), .enter])
        #expect(keys([Array(pasted.dropLast())]) == [])
        #expect(keys([Array(pasted.dropLast()) + [0x03]]) == [.leave])
        let long = Array("\u{1b}[200~".utf8) + [UInt8](repeating: 0x78, count: 100_000)
        #expect(
            keys([long, long, Array("\r\u{1b}[20".utf8), Array("1~".utf8)]) == [.pasted(String(repeating: "x", count: 1024))])
        #expect(keys([[0x03], [0x7f, 0x17, 0x15, 0x1a]]) == [.leave, .backspace, .eraseWord, .eraseLine, .stop])
    }
}
