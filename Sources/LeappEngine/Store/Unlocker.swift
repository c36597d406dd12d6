public import LeappVault

/// What a vault is opened with.
public enum Unlocker: ~Copyable, Sendable {
    /// The passphrase: one run of Argon2id for each passphrase slot until one belongs to it.
    case passphrase(Passphrase)
    /// The recovery code.
    case recovery(RecoveryCode)
    /// The data key itself, which somebody derived from one of the others.
    case key(DataKey)

    /// The data key of a file.
    borrowing func dataKey(of image: VaultImage, allowingCostlyKDF: Bool) throws(VaultError) -> DataKey {
        switch self {
        case .passphrase(let passphrase): try image.unlock(passphrase: passphrase, allowingCostlyKDF: allowingCostlyKDF)
        case .recovery(let code): try image.unlock(recovery: code)
        case .key(let key): key
        }
    }
}
