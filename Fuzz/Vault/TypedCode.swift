import FuzzSupport
import LeappBytes
import LeappCrypto
import LeappVault

/// What somebody typed for a recovery code.
struct TypedCode {
    private let typed: [UInt8]

    init(_ typed: [UInt8]) { self.typed = typed }

    func check() {
        do {
            let code = try RecoveryCode(parsing: typed.rawSpan)
            let text = code.text()
            let shown = Array(text.bytes)
            demand(shown == canonical, "a code is shown as it was typed, but for case, O, I, L and separators")
        } catch {
            demand(error.errorClass == .noMatch, "a mistyped code is not \(error)")
        }
    }

    /// What was typed, as a program would have shown it.
    private var canonical: [UInt8] {
        let symbols = typed.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }.map { byte in
            switch byte {
            case UInt8(ascii: "o"), UInt8(ascii: "O"): UInt8(ascii: "0")
            case UInt8(ascii: "i"), UInt8(ascii: "I"), UInt8(ascii: "l"), UInt8(ascii: "L"): UInt8(ascii: "1")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 32
            default: byte
            }
        }
        var groups: [UInt8] = []
        for (index, symbol) in symbols.enumerated() {
            if index > 0, index.isMultiple(of: 4) { groups.append(UInt8(ascii: "-")) }
            groups.append(symbol)
        }
        return groups
    }
}
