public import LeappMerge
public import LeappVault

/// What a new key generation is made of, beside a new key and a new recovery code.
public struct KeyRotation: Sendable {
    /// The passphrases that open it.
    public var passphrases: [PassphraseSecret]
    /// The least that a guess costs; a vault that costs more goes on doing so.
    public var kdf: KDFParameters
    /// What changes about devices.
    public var device: DeviceChange
    /// Whether the older backups, which open with the former secrets, stay.
    public var keepsBackups: Bool

    /// One passphrase at least opens it.
    public init(
        passphrases: [PassphraseSecret], kdf: KDFParameters = .standard, device: DeviceChange = .none, keepsBackups: Bool = false
    ) {
        self.passphrases = passphrases
        self.kdf = kdf
        self.device = device
        self.keepsBackups = keepsBackups
    }
}

/// What a new key generation changes about devices.
public enum DeviceChange: Sendable, Equatable {
    /// Nothing: each device that has a public key in the vault gets a slot again.
    case none
    /// This installation gets a slot for its public key, 32 bytes.
    case add(publicKey: [UInt8])
    /// A device keeps its place, and its slot goes.
    case removeKey(of: RecordID)
    /// A device is removed: its record is deleted, and what any earlier generation sealed is never merged by itself again.
    case remove(RecordID)
}

/// What a new key generation leaves to be said.
public struct Rotation: ~Copyable, Sendable {
    /// The new recovery code; it is nowhere else, and the former one opens no later file.
    public let recoveryCode: RecoveryCode
    /// The generation that the vault is of now.
    public let keyID: KeyID
    /// How many backups, which open with the former secrets, were removed.
    public let removedBackups: Int
    /// Slots that could not be made anew, because their secrets are not here.
    public let droppedSlots: [Slot]

    /// The recovery code alone.
    public consuming func takeRecoveryCode() -> RecoveryCode { recoveryCode }
}
