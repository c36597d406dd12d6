import LeappBytes
import Testing

@testable import LeappVault

@Suite struct PassphraseTests {
    private func fault(_ typed: [UInt8]) -> VaultError? {
        do throws(VaultError) {
            _ = try Passphrase(typed.rawSpan)
            return nil
        } catch {
            return error
        }
    }

    private func normal(_ text: String) throws -> [UInt8] {
        let passphrase = try Passphrase(Array(text.utf8).rawSpan)
        return Array(passphrase.bytes)
    }

    @Test(arguments: [
        ("e\u{301}", "\u{e9}"), ("\u{212b}", "\u{c5}"), ("\u{1100}\u{1161}\u{11a8}", "\u{ac01}"),
        ("q\u{307}\u{323}", "q\u{323}\u{307}"),
        ("\u{1f511}", "\u{1f511}"), ("\u{958}", "\u{915}\u{93c}"), ("plain", "plain"), ("\u{fb01}", "\u{fb01}"),
    ])
    func waysOfTypingAreOne(typed: String, expected: String) throws { #expect(try normal(typed) == Array(expected.utf8)) }

    @Test func normalisingTwiceChangesNothing() throws {
        for text in ["caf\u{e9}", "\u{1e9b}\u{323}", "\u{d4db}", String(repeating: "a\u{30a}", count: 300)] {
            let once = try normal(text)
            #expect(try normal(String(decoding: once, as: UTF8.self)) == once)
        }
    }

    @Test func lengthsAreCountedAfterNormalising() {
        #expect(fault([UInt8](repeating: 0x61, count: 1024)) == nil)
        #expect(fault([UInt8](repeating: 0x61, count: 1025)) == .passphrase(.tooLong))
        #expect(fault(Array(String(repeating: "e\u{301}", count: 512).utf8)) == nil)
        #expect(fault(Array(String(repeating: "\u{958}", count: 342).utf8)) == .passphrase(.tooLong))
        #expect(fault([UInt8](repeating: 0x61, count: 4097)) == .passphrase(.tooLong))
        #expect(fault([]) == .passphrase(.empty))
    }

    @Test(arguments: [[0x00], [0x09], [0x61, 0x0a], [0x7f], [0xc2, 0x85], [0xc3, 0xa9, 0x0d]] as [[UInt8]])
    func controlCharactersAreRefused(typed: [UInt8]) { #expect(fault(typed) == .passphrase(.control)) }

    @Test(arguments: [[0xc3], [0xff], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xf4, 0x90, 0x80, 0x80]] as [[UInt8]])
    func whatIsNotTextIsRefused(typed: [UInt8]) { #expect(fault(typed) == .passphrase(.notText)) }

    @Test(arguments: ["\u{378}", "a\u{ffff}", "\u{e0080}"])
    func unassignedCodePointsAreRefused(text: String) { #expect(fault(Array(text.utf8)) == .passphrase(.unassigned)) }

    /// U+1FAC2 came with Unicode 13.0, U+1FAE0 and U+0870 with 14.0.
    @Test(
        arguments: [
            ("plain", nil), ("caf\u{e9}", nil), ("\u{e000}", nil), ("\u{1fac2}", nil), ("\u{1fae0}", .tooNew),
            ("a\u{870}b", .tooNew), ("\u{378}", .unassigned), ("\u{85}", .control),
        ] as [(String, PassphraseFault?)])
    func aNewOneHoldsNothingThatAnOlderReaderDoesNotKnow(text: String, expected: PassphraseFault?) {
        let typed = Array(text.utf8)
        var found: VaultError?
        do throws(VaultError) { _ = try Passphrase(choosing: typed.rawSpan) } catch { found = error }
        #expect(found == expected.map { .passphrase($0) })
        if expected == .tooNew { #expect(fault(typed) == nil, "where it is the passphrase already, it opens") }
    }

    @Test func aPrivateCodePointIsAssigned() { #expect(fault(Array("\u{e000}".utf8)) == nil) }
}
