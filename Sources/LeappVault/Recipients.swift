import LeappCrypto

/// Who opens a key generation that is about to be made, beside the holder of its new recovery code.
public struct Recipients: Sendable {
    /// The passphrases, one to four, with the second secrets that go with them.
    public var passphrases: [PassphraseSecret]
    /// The devices, no public key twice.
    public var devices: [DeviceRecipient]
    /// The least that a guess of a passphrase costs.
    public var kdf: KDFParameters

    /// One passphrase at least opens it.
    public init(passphrases: [PassphraseSecret], devices: [DeviceRecipient] = [], kdf: KDFParameters) {
        precondition(!passphrases.isEmpty)
        self.passphrases = passphrases
        self.devices = devices
        self.kdf = kdf
    }
}

/// A device that opens a generation with its X25519 key.
public struct DeviceRecipient: Hashable, Sendable {
    /// The public key in the device's record, 32 bytes.
    public let publicKey: [UInt8]

    /// Takes 32 bytes; nil for another number.
    public init?(publicKey: [UInt8]) {
        guard publicKey.count == 32 else { return nil }
        self.publicKey = publicKey
    }

    /// Whether a slot can be made for the key: one of low order would be open to everybody.
    public var isUsable: Bool {
        // Every secret key is a multiple of eight, and eight times a point of low order is zero.
        (try? X25519.agree(secretKey: Secret(count: 32), publicKey: publicKey)) != nil
    }
}
