import LeappCrypto
import LeappState
public import LeappVault

/// What a vault is opened with.
public enum Unlocker: ~Copyable, Sendable {
    /// A passphrase, with a second secret or without: one run of Argon2id for each passphrase slot until one belongs to it.
    case typed(PassphraseSecret)
    /// The recovery code.
    case recovery(RecoveryCode)
    /// This machine's X25519 key, which the file in its state folder holds.
    case device(DeviceKeyFile)
    /// The data key itself, which somebody derived from one of the others.
    case key(DataKey)

    /// A passphrase by itself.
    public static func passphrase(_ passphrase: borrowing Passphrase) -> Unlocker { .typed(PassphraseSecret(passphrase)) }

    /// The data key of a file at `location`, and the passphrase slot that it was in.
    borrowing func unlock(
        _ image: VaultImage, at location: VaultLocation, allowingCostlyKDF: Bool
    ) throws(StoreError) -> (key: DataKey, slot: SlotID?) {
        switch self {
        case .typed(let secret):
            let found = try StoreError.vault { () throws(VaultError) in
                try image.unlocked(by: secret, allowingCostlyKDF: allowingCostlyKDF)
            }
            return (found.key, found.id)
        case .recovery(let code):
            do throws(VaultError) { return (try image.unlock(recovery: code), nil) } catch { throw .vault(error) }
        case .device(let file):
            guard try location.isPinned(image.header) else { throw .vault(.foreignGeneration(image.header.keyID)) }
            let secret = try file.secretKey()
            do throws(VaultError) {
                return (try image.unlock(deviceKey: secret, pinned: image.header.keyID), nil)
            } catch {
                throw .vault(error)
            }
        case .key(let key): return (key, nil)
        }
    }
}

extension VaultLocation {
    /// Whether this machine has met the file's key generation: the pin rule (spec/format.md section 10).
    fileprivate func isPinned(_ header: VaultHeader) throws(StoreError) -> Bool {
        let pins = try StoreError.state { () throws(StateError) in try state.pins(of: header.vaultID.bytes) }
        return pins.contains { $0.keyID == header.keyID.bytes }
    }
}
