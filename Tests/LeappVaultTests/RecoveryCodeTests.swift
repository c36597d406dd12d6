import LeappBytes
import LeappCrypto
import Testing

@testable import LeappVault

@Suite struct RecoveryCodeTests {
    private func fault(_ typed: String) -> CodeFault? {
        do throws(VaultError) {
            _ = try RecoveryCode(parsing: Array(typed.utf8).rawSpan)
            return nil
        } catch {
            if case .recoveryCode(let fault) = error { return fault }
            return .length(symbols: -1, needed: 33)
        }
    }

    /// What is shown for the bytes; nil where they are no code's.
    private func text(_ bytes: [UInt8]) -> String? {
        guard let code = RecoveryCode(Secret(copying: bytes.rawSpan)) else { return nil }
        return String(decoding: Array(code.text().bytes), as: UTF8.self)
    }

    @Test func whatIsShownIsReadBack() throws {
        for _ in 0..<200 {
            let code = RecoveryCode(.system)
            let text = code.text()
            let read = try RecoveryCode(parsing: text.bytes)
            let same = constantTimeEqual(code.bytes, read.bytes)
            #expect(same)
            let length = text.count
            #expect(length == 41)
        }
    }

    /// Reckoned by hand: 2^36 is 1 modulo 37, so 2^160 is 2^16, which is 9; of 2^160-1 there are left 8.
    @Test func theCheckSymbolIsTheNumberModulo37() {
        #expect(text([UInt8](repeating: 0xff, count: 20)) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-8")
        #expect(text([UInt8](repeating: 0, count: 19) + [1]) == "0000-0000-0000-0000-0000-0000-0000-0001-1")
        #expect(text([UInt8](repeating: 0, count: 19)) == nil)
    }

    @Test func whatLooksAlikeIsReadAlike() {
        #expect(fault("oooo-OOOO 0000 0000 0000-0000-0000-000l-1") == nil)
        #expect(fault("0000-0000-0000-0000-0000-0000-0000-000I-i") == nil)
    }

    @Test func everyMistypedSymbolAndEverySwapIsFoundOut() {
        let code = Array(SlotRecipe.codeText("recovery"))
        for index in code.indices where code[index] != "-" {
            for symbol in "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U" where symbol != code[index] {
                var typed = code
                typed[index] = symbol
                #expect(fault(String(typed)) != nil)
            }
        }
        let symbols = code.filter { $0 != "-" }
        for index in 0..<31 where symbols[index] != symbols[index + 1] {
            var typed = symbols
            typed.swapAt(index, index + 1)
            #expect(fault(String(typed)) == .check)
        }
    }

    @Test func lengthsAndStrangeCharactersAreTold() {
        #expect(fault("") == .length(symbols: 0, needed: 33))
        #expect(fault("0000") == .length(symbols: 4, needed: 33))
        #expect(fault(String(repeating: "0", count: 34)) == .length(symbols: 34, needed: 33))
        #expect(fault("00!0") == .symbol(at: 2))
        #expect(fault("U") == .symbol(at: 0))
        #expect(fault("caf\u{e9}") == .symbol(at: 3))
    }
}
