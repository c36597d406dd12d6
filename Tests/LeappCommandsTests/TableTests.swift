import Glibc
import Testing

@testable import LeappCommands

@Suite struct TableTests {
    private let table = Table(
        columns: [Table.Column("NAME", least: 6), Table.Column("KIND"), Table.Column("REGION", least: 4)],
        rows: [["a-very-long-name-of-a-session", "iam-user", "eu-central-1"], ["b", "sso-role", "-"]])

    @Test func withoutAWidthNothingIsCut() {
        #expect(
            table.lines(width: nil) == [
                "NAME                           KIND      REGION",
                "a-very-long-name-of-a-session  iam-user  eu-central-1",
                "b                              sso-role  -",
            ])
    }

    @Test func theWidestColumnIsCutFirst() {
        #expect(
            table.lines(width: 40) == [
                "NAME              KIND      REGION",
                "a-very-long-nam…  iam-user  eu-central-1",
                "b                 sso-role  -",
            ])
    }

    @Test(arguments: 1...60) func noLineIsWiderThanTheTerminal(width: Int) {
        for line in table.lines(width: width) { #expect(DisplayWidth.columns(of: line) <= width) }
    }

    @Test func wideCharactersTakeTwoColumns() {
        #expect(DisplayWidth.columns(of: "東京") == 4)
        #expect(DisplayWidth.columns(of: "e\u{301}") == 1)
        #expect(DisplayWidth.columns(of: "🔑") == 2)
        #expect(DisplayWidth.fitting("東京都", in: 5) == "東京…")
        #expect(DisplayWidth.fitting("東京都", in: 4) == "東…")
    }

    @Test func whatSteersATerminalIsNotPrinted() {
        #expect(DisplayWidth.printable("a\u{1b}[31mb\nc") == "a\u{fffd}[31mb\u{fffd}c")
        #expect(DisplayWidth.printable("\u{202e}gpj.exe") == "\u{fffd}gpj.exe")
        #expect(DisplayWidth.printable("\u{9b}a\u{200f}\u{61c}\u{feff}") == "\u{fffd}a\u{fffd}\u{fffd}\u{fffd}")
        #expect(DisplayWidth.printable("naïve 東京 🔑") == "naïve 東京 🔑")
    }

    @Test func noLineThatIsWrittenSteersATerminal() throws {
        let (reader, writer) = try pipe()
        try Output(descriptor: writer).line("a\u{1b}[31m\nb")
        close(writer)
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(reader, $0.baseAddress, $0.count) }
        close(reader)
        #expect(String(decoding: bytes.prefix(count), as: UTF8.self) == "a\u{fffd}[31m\u{fffd}b\n")
    }

    private func pipe() throws -> (reader: CInt, writer: CInt) {
        var ends: [CInt] = [-1, -1]
        try #require(unsafe Glibc.pipe(&ends) == 0)
        return (ends[0], ends[1])
    }

    @Test func colourNeedsATerminalThatWantsIt() {
        #expect(Style(isTerminal: true, noColor: nil, term: "xterm").isOn)
        #expect(Style(isTerminal: true, noColor: "", term: "xterm").isOn)
        #expect(!Style(isTerminal: true, noColor: "1", term: "xterm").isOn)
        #expect(!Style(isTerminal: true, noColor: nil, term: "dumb").isOn)
        #expect(!Style(isTerminal: false, noColor: nil, term: "xterm").isOn)
    }
}
