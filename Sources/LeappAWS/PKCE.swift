import LeappBytes
public import LeappCrypto

/// What proves that who gives a code is who asked for it (RFC 7636).
public struct PKCE: Sendable {
    /// What is kept until the code came: 43 characters from 32 random bytes.
    public let verifier: SecretSlice
    /// What is shown before: the SHA-256 of the verifier in base 64 for URLs (method `S256`).
    public let challenge: String

    /// A new pair; 32 bytes of `randomness`.
    public init(_ randomness: Randomness) {
        let bytes = randomness.secret(32)
        var writer = SecretWriter(capacity: 64)
        Base64URL.append(bytes.bytes, to: &writer)
        let verifier = SecretArena(writer.finish()).slice
        self.verifier = verifier
        challenge = Base64URL.text(SHA256.digest(verifier.bytes))
    }
}
