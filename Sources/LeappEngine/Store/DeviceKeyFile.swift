import LeappBytes
import LeappCrypto
import LeappFiles
public import LeappVault

/// This machine's X25519 key for one vault: 32 bytes in the state folder, which never leave it (spec/format.md section 4.3).
public struct DeviceKeyFile: Sendable {
    private static let byteCount = 32

    /// Where the key is, or would be.
    public let path: String
    private let effects: Effects

    /// The key for this vault.
    public init(of vaultID: VaultID, effects: Effects) {
        path = FilePath.join(FilePath.join(effects.places.state, "device-keys"), vaultID.bytes.hex)
        self.effects = effects
    }

    /// The public key; nil where there is no file.
    public func publicKey() throws(StoreError) -> [UInt8]? {
        guard let secret = try read() else { return nil }
        return X25519.publicKey(of: secret)
    }

    /// The public key of the file, which is made where there is none.
    public func prepared() throws(StoreError) -> [UInt8] {
        if let key = try publicKey() { return key }
        let secret = effects.randomness.secret(DeviceKeyFile.byteCount)
        let folder = FilePath.parent(of: path)
        try StoreError.files { () throws(FileError) in
            try effects.places.prepareState(on: effects.disk)
            try effects.disk.preparePrivateDirectory(folder, userID: effects.places.userID)
            try DurableFile(path, on: effects.disk, randomness: effects.randomness)
                .replace(with: secret.bytes, mode: .exactly(0o600), expecting: .version(nil))
        }
        return X25519.publicKey(of: secret)
    }

    /// Removes the file, if there is one.
    public func remove() throws(StoreError) {
        do throws(FileError) {
            try effects.disk.remove(path)
        } catch {
            guard error.isMissing else { throw .file(error) }
        }
    }

    /// The secret key.
    func secretKey() throws(StoreError) -> Secret {
        guard let secret = try read() else { throw .noDeviceKey(path: path) }
        return secret
    }

    /// The secret key; nil where there is no file.
    private func read() throws(StoreError) -> Secret? {
        let found: VersionedSecret
        do throws(FileError) {
            found = try effects.disk.readVersionedSecret(path, limit: DeviceKeyFile.byteCount)
        } catch {
            if error.isMissing { return nil }
            if case .tooLarge = error { throw .badDeviceKey(path: path) }
            throw .file(error)
        }
        // A key that others could read is theirs as well: it must go, not be used.
        guard found.metadata.mode & 0o077 == 0, found.bytes.count == DeviceKeyFile.byteCount else {
            throw .badDeviceKey(path: path)
        }
        return found.takeBytes()
    }
}
