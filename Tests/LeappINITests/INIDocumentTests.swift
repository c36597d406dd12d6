import LeappBytes
import LeappCrypto
import LeappINI
import Testing

@Suite struct INIDocumentTests {
    static let samples: [[UInt8]] = [
        [], [0x0a], [0x0d], [0x0d, 0x0a], Array("[a]\nk = v".utf8), Array("[a]\r\nk = v\r\n\r\n".utf8),
        [0x00, 0x0a, 0xff, 0xfe, 0x0d, 0x0d, 0x0a, 0x00], [0xef, 0xbb, 0xbf], [0xef, 0xbb, 0xbf] + Array("[a]\n".utf8),
        Array(" \t\n# c\n;\n[x\n  y = z\n".utf8),
    ]

    @Test(arguments: samples) func printingGivesBackAnyBytes(bytes: [UInt8]) {
        let document = INIDocument(SecretArena(Secret(copying: bytes.rawSpan)))
        #expect(Array(document.bytes) == bytes)
        #expect(Array(document.replacing([]).bytes) == bytes)
        #expect(Self.tiled(document) == bytes)
    }

    @Test(arguments: 0..<200) func linesTileRandomBytes(seed: UInt64) {
        var generator = SplitMix(seed)
        let alphabet: [UInt8] = [
            0x00, 0x0a, 0x0d, 0x20, 0x09, 0x23, 0x3b, 0x5b, 0x5d, 0x3d, 0x61, 0xc3, 0xa9, 0xff, 0xef, 0xbb, 0xbf,
        ]
        let bytes = (0..<Int.random(in: 0..<300, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
        let document = INIDocument(SecretArena(Secret(copying: bytes.rawSpan)))
        #expect(Self.tiled(document) == bytes)
        #expect(Array(document.replacing([]).bytes) == bytes)
    }

    @Test(arguments: 0..<200) func replacingARunTouchesNoOtherByte(seed: UInt64) {
        var generator = SplitMix(seed)
        let ends = [Array("\n".utf8), Array("\r\n".utf8)]
        var contents: [[UInt8]] = []
        for _ in 0..<Int.random(in: 1..<12, using: &generator) {
            contents.append(
                (0..<Int.random(in: 0..<6, using: &generator)).map { _ in UInt8.random(in: 0x20...0xff, using: &generator) })
        }
        let end = ends.randomElement(using: &generator) ?? []
        let bytes = contents.flatMap { $0 + end }
        let document = INIDocument(SecretArena(Secret(copying: bytes.rawSpan)))
        let first = Int.random(in: 0..<contents.count, using: &generator)
        let last = Int.random(in: first...contents.count, using: &generator)
        let replaced = document.replacing([INIReplacement(first..<last, with: [.line([.text("new")])])])
        let expected = contents[..<first].flatMap { $0 + end } + Array("new".utf8) + end + contents[last...].flatMap { $0 + end }
        #expect(Array(replaced.bytes) == expected)
    }

    @Test func aMissingFinalNewlineStaysMissing() {
        let document = INIDocument(SecretArena(Secret(copying: Array("[a]\r\nk = v".utf8).rawSpan)))
        let appended = document.replacing([INIReplacement(2..<2, with: [.line([.text("[b]")])])])
        #expect(Array(appended.bytes) == Array("[a]\r\nk = v\r\n[b]".utf8))
        let removed = appended.replacing([INIReplacement(2..<3, with: [])])
        #expect(Array(removed.bytes) == Array(document.bytes))
    }

    @Test(arguments: ["[a\r", "[a]\n[b]\r", "[a]\n[b]\r\r\n"]) func aCarriageReturnThatEndsANewLineStaysInItsText(text: String) {
        let document = INIDocument(SecretArena(Secret(copying: Array(text.utf8).rawSpan)))
        let last = document.lines.count - 1
        let content = SecretSlice(document.arena, document.lines[last].content)
        let replaced = document.replacing([
            INIReplacement(last..<(last + 1), with: [.line([.bytes(content)]), .line([.text("k = v")])])
        ])
        let bytes = Array(replaced.bytes)
        #expect(replaced.lines.count == last + 2)
        #expect(Array(bytes[replaced.lines[last].content]) == Array(content.bytes))
    }

    static func tiled(_ document: INIDocument) -> [UInt8] {
        let bytes = Array(document.bytes)
        return document.lines.flatMap { bytes[$0.start..<$0.end] }
    }
}

struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 1 }
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
