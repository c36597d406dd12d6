import LeappBytes
import LeappCrypto

/// Secret bytes as people type them: Crockford's base 32, most significant bit first, and a check symbol (spec/format.md
/// section 4.2).
///
/// Where the last symbol stands for more bits than there are, those are zero.
struct CrockfordText {
    private static let symbols = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U".utf8)
    private static let groupLength = 4

    /// How many bytes the text stands for.
    let byteCount: Int

    /// How many symbols are written, the check symbol among them.
    var symbolCount: Int { (byteCount * 8 + 4) / 5 + 1 }

    /// Groups of four symbols and the check symbol, with hyphens between.
    func encoded(_ bytes: RawSpan) -> Secret {
        var writer = SecretWriter(capacity: 128)
        for symbol in 0..<(symbolCount - 1) {
            if symbol > 0, symbol.isMultiple(of: CrockfordText.groupLength) { writer.append(UInt8(ascii: "-")) }
            writer.append(CrockfordText.symbols[CrockfordText.value(of: symbol, in: bytes)])
        }
        writer.append(UInt8(ascii: "-"))
        writer.append(CrockfordText.symbols[CrockfordText.check(bytes)])
        return writer.finish()
    }

    /// The bytes that were typed: either case, O for 0, I and L for 1, any hyphens and spaces.
    func decoded(_ typed: RawSpan) throws(CodeFault) -> Secret {
        var writer = SecretWriter(capacity: 128)
        var position = 0
        var pending = 0
        var check = 0
        for index in 0..<typed.byteCount where !CrockfordText.isSeparator(typed[index]) {
            guard let value = CrockfordText.value(of: typed[index]), value < 32 || position == symbolCount - 1 else {
                throw .symbol(at: position)
            }
            if position < symbolCount - 1 {
                pending = (pending << 5 | value) & 0xfff
                let unused = (position + 1) * 5 % 8
                if unused < 5 { writer.append(UInt8(truncatingIfNeeded: pending >> unused)) }
            } else {
                check = value
            }
            position += 1
        }
        guard position == symbolCount else { throw .length(symbols: position, needed: symbolCount) }
        let spare = (symbolCount - 1) * 5 - byteCount * 8
        guard pending & ((1 << spare) - 1) == 0, CrockfordText.check(writer.bytes) == check else { throw .check }
        return writer.finish()
    }

    /// The five bits that symbol `index` stands for.
    private static func value(of index: Int, in bytes: RawSpan) -> Int {
        let bit = index * 5
        let low = bit / 8 + 1 < bytes.byteCount ? Int(bytes[bit / 8 + 1]) : 0
        return (Int(bytes[bit / 8]) << 8 | low) >> (11 - bit % 8) & 31
    }

    /// The bytes as one big-endian number, modulo 37.
    private static func check(_ bytes: RawSpan) -> Int {
        var rest = 0
        for index in 0..<bytes.byteCount { rest = (rest << 8 | Int(bytes[index])) % 37 }
        return rest
    }

    private static func isSeparator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "-") || byte == UInt8(ascii: " ") }

    private static func value(of typed: UInt8) -> Int? {
        switch typed {
        case UInt8(ascii: "O"), UInt8(ascii: "o"): 0
        case UInt8(ascii: "I"), UInt8(ascii: "i"), UInt8(ascii: "L"), UInt8(ascii: "l"): 1
        case UInt8(ascii: "a")...UInt8(ascii: "z"): symbols.firstIndex(of: typed - 32)
        default: symbols.firstIndex(of: typed)
        }
    }
}
