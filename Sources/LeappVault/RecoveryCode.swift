import LeappBytes
public import LeappCrypto

/// 160 random bits that open a vault without its passphrase, as 32 symbols of Crockford's base 32 and a check symbol
/// (spec/format.md section 4.2).
public struct RecoveryCode: ~Copyable, Sendable {
    /// How many random bytes it stands for.
    public static let byteCount = 20

    private static let form = CrockfordText(byteCount: byteCount)

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
            secret = try RecoveryCode.form.decoded(typed)
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
    public borrowing func text() -> Secret { RecoveryCode.form.encoded(secret.bytes) }
}
