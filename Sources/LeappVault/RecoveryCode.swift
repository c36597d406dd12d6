import LeappBytes
public import LeappCrypto

/// 160 random bits that open a vault without its passphrase, as 32 symbols of Crockford's base 32 and a check symbol
/// (spec/format.md section 4.2).
public struct RecoveryCode: ~Copyable, Sendable {
    /// How many random bytes it stands for.
    public static let byteCount = 20
    /// How many symbols are written, the check symbol among them.
    public static let symbolCount = 33

    private static let symbols = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U".utf8)
    private static let groupLength = 4

    private let secret: Secret

    /// A new random one.
    public init(_ randomness: Randomness) { secret = randomness.secret(RecoveryCode.byteCount) }

    /// Takes over 20 bytes; nil for another number.
    init?(_ secret: consuming Secret) {
        guard secret.count == RecoveryCode.byteCount else { return nil }
        self.secret = secret
    }

    /// Reads what was typed: either case, O for 0, I and L for 1, any hyphens and spaces.
    public init(parsing typed: RawSpan) throws(VaultError) {
        do {
            secret = try RecoveryCode.decoded(typed)
        } catch {
            throw .recoveryCode(error)
        }
    }

    /// The 20 bytes.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        borrowing get { secret.bytes }
    }

    /// What is shown and printed: eight groups of four symbols and the check symbol, with hyphens between.
    public borrowing func text() -> Secret {
        var writer = SecretWriter(capacity: 64)
        for symbol in 0..<(RecoveryCode.symbolCount - 1) {
            if symbol > 0, symbol.isMultiple(of: RecoveryCode.groupLength) { writer.append(UInt8(ascii: "-")) }
            writer.append(RecoveryCode.symbols[RecoveryCode.value(of: symbol, in: secret.bytes)])
        }
        writer.append(UInt8(ascii: "-"))
        writer.append(RecoveryCode.symbols[RecoveryCode.check(secret.bytes)])
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

    private static func decoded(_ typed: RawSpan) throws(RecoveryCodeFault) -> Secret {
        var writer = SecretWriter(capacity: 64)
        var position = 0
        var pending = 0
        var check = 0
        for index in 0..<typed.byteCount where !isSeparator(typed[index]) {
            guard let value = value(of: typed[index]), value < 32 || position == symbolCount - 1 else {
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
        guard position == symbolCount else { throw .length(symbols: position) }
        guard RecoveryCode.check(writer.bytes) == check else { throw .check }
        return writer.finish()
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
