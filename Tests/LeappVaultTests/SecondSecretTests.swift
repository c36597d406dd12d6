import LeappBytes
import LeappCrypto
import Testing

@testable import LeappVault

@Suite struct SecondSecretTests {
    private func read(_ typed: String) -> Result<[UInt8], VaultError> {
        do throws(VaultError) {
            let utf8 = Array(typed.utf8)
            let secret = try SecondSecret(parsing: utf8.rawSpan)
            return .success(Array(secret.bytes.bytes))
        } catch {
            return .failure(error)
        }
    }

    private func text(_ bytes: [UInt8]) -> String {
        let text = CrockfordText(byteCount: bytes.count).encoded(bytes.rawSpan)
        return String(decoding: Array(text.bytes), as: UTF8.self)
    }

    @Test func whatIsWrittenIsReadBack() {
        for _ in 0..<200 {
            let secret = SecondSecret(.system)
            let bytes = Array(secret.bytes.bytes)
            let written = secret.text()
            let text = String(decoding: Array(written.bytes), as: UTF8.self)
            #expect(text.count == 66)
            #expect(read(text) == .success(bytes))
            #expect(read(text.lowercased().replacing("-", with: " ")) == .success(bytes))
        }
    }

    /// Reckoned by hand: 2^36 is 1 modulo 37, so 2^256 is 2^4, which is 16; of 2^256-1 there are left 15.
    @Test func theLastSymbolHoldsOneBitAndTheCheckSymbolIsTheNumberModulo37() {
        #expect(text([UInt8](repeating: 0xff, count: 32)) == String(repeating: "ZZZZ-", count: 12) + "ZZZG-F")
        #expect(text([UInt8](repeating: 0, count: 31) + [1]) == String(repeating: "0000-", count: 12) + "000G-1")
    }

    @Test func bitsThatStandForNothingAreRefused() {
        #expect(read(String(repeating: "0", count: 51) + "11") == .failure(.secondSecret(.check)))
        #expect(read(String(repeating: "0", count: 52) + "0") == .success([UInt8](repeating: 0, count: 32)))
    }

    @Test func everyMistypedSymbolAndEverySwapIsFoundOut() {
        let symbols = Array(text(Named.bytes("second", 32)).filter { $0 != "-" })
        for index in symbols.indices {
            for symbol in "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U" where symbol != symbols[index] {
                var typed = symbols
                typed[index] = symbol
                let isFound = if case .failure = read(String(typed)) { true } else { false }
                #expect(isFound)
            }
        }
        for index in 0..<51 where symbols[index] != symbols[index + 1] {
            var typed = symbols
            typed.swapAt(index, index + 1)
            #expect(read(String(typed)) == .failure(.secondSecret(.check)))
        }
    }

    @Test func aRecoveryCodeIsNoSecondSecret() {
        let code = SlotRecipe.codeText("recovery")
        #expect(read(code) == .failure(.secondSecret(.length(symbols: 33, needed: 53))))
        #expect(read(code + "\nmore") == .failure(.secondSecret(.symbol(at: 33))))
        #expect(read("") == .failure(.secondSecret(.length(symbols: 0, needed: 53))))
    }
}
