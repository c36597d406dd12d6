public import LeappCrypto

/// A passphrase, and the second secret that goes with it where one is used: what a passphrase slot is made and opened with.
public struct PassphraseSecret: Sendable {
    /// The passphrase's normal form.
    let passphrase: SecretSlice
    /// The second secret, 32 bytes.
    public var secondSecret: SecretSlice?

    /// A passphrase by itself, or with the 32 bytes of a second secret.
    public init(_ passphrase: borrowing Passphrase, secondSecret: SecretSlice? = nil) {
        self.passphrase = SecretSlice(copying: passphrase.bytes)
        self.secondSecret = secondSecret
    }

    /// Whether both have the same passphrase, whatever their second secrets, in time that depends on the lengths only.
    public func hasSamePassphrase(as other: PassphraseSecret) -> Bool { passphrase.isEqual(to: other.passphrase) }
}
