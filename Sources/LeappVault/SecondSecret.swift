import LeappBytes
public import LeappCrypto

/// 32 random bytes that a passphrase slot may want beside the passphrase; they lie in a file and are never in the vault
/// (spec/format.md section 4.1).
public struct SecondSecret: Sendable {
    /// How many random bytes there are.
    public static let byteCount = 32

    private static let form = CrockfordText(byteCount: byteCount)

    /// The 32 bytes.
    public let bytes: SecretSlice

    /// A new random one.
    public init(_ randomness: Randomness) { bytes = SecretArena(randomness.secret(SecondSecret.byteCount)).slice }

    /// Reads the text of a file, without its line end: 52 symbols of Crockford's base 32 and a check symbol.
    public init(parsing typed: RawSpan) throws(VaultError) {
        do {
            bytes = SecretArena(try SecondSecret.form.decoded(typed)).slice
        } catch {
            throw .secondSecret(error)
        }
    }

    /// What a file of it holds, without line end: thirteen groups of four symbols and the check symbol, with hyphens between.
    public func text() -> Secret { SecondSecret.form.encoded(bytes.bytes) }
}
