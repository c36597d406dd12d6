import LeappBytes
import Testing

@Suite struct SteeringScalarsTests {
    @Test(
        arguments: [
            0x00, 0x0a, 0x1b, 0x7f, 0x9b, 0xad, 0x61c, 0x180e, 0x200b, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2060,
            0x2066, 0x2069,
            0xfeff, 0xe0001, 0xe007f,
        ] as [UInt32])
    func whatActsOnADisplayIsReplaced(_ value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        #expect("a\(scalar)b".showable == "a\u{fffd}b")
    }

    @Test(arguments: ["plain text", "naïve e\u{301}", "東京 🔑", "ب\u{200c}ا", "👩\u{200d}💻", "a\u{a0}b", ""])
    func whatPeopleWriteStays(_ text: String) { #expect(text.showable == text) }

    @Test func aFormatThatUnicodeHasIsReplacedUnlessScriptsNeedIt() {
        for value in UInt32(0)...0x10ffff {
            guard let scalar = Unicode.Scalar(value) else { continue }
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: #expect(scalar.steersDisplay)
            case .format, .unassigned: break
            default: if scalar.steersDisplay { Issue.record("U+\(String(value, radix: 16)) is shown") }
            }
        }
    }

    @Test(arguments: [("aé東", 6, "aé東"), ("aé東", 5, "aé"), ("aé東", 2, "a"), ("é", 1, ""), ("", 0, "")])
    func aTextIsCutBetweenScalars(_ text: String, most: Int, cut: String) { #expect(text.cut(to: most) == cut) }

    @Test(
        arguments: [
            ("\u{9b}", #"\u009b"#, 2), ("\u{202e}x", #"\u202e"#, 3), ("\u{e0041}", #"\udb40\udc41"#, 4), ("\u{1b}", nil, 0),
            ("é", nil, 0), ("a", nil, 0),
        ] as [(String, String?, Int)])
    func jsonEscapesWhatActsOnADisplay(_ text: String, escape: String?, length: Int) {
        let found = Array(text.utf8).rawSpan.steeringEscape(at: 0)
        #expect(found.map { String(decoding: $0.escape, as: UTF8.self) } == escape)
        #expect((found?.length ?? 0) == length)
    }

    @Test func bytesThatAreNoTextAreLeftAlone() {
        for bytes in [[0xc2], [0xe2, 0x80], [0xf3, 0xa0, 0x81], [0xc2, 0x00], [0xff, 0xff, 0xff, 0xff], [0x9b, 0x9b]] as [[UInt8]]
        {
            let found = bytes.rawSpan.steeringEscape(at: 0)
            #expect(found == nil)
        }
    }
}
