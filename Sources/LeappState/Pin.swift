/// The newest state of a vault that was seen at one location, authenticated by the vault's own key (format.md, section 10).
public struct Pin: Equatable, Sendable {
    /// The vault's 16-byte id.
    public var vaultID: [UInt8]
    /// Where it was seen: the vault's own path, or a remote's name.
    public var location: String
    /// The 16-byte id of the data key.
    public var keyID: [UInt8]
    /// The version vector, in the payload's encoding.
    public var versionVector: [UInt8]
    /// The fingerprint of the key generation, 32 bytes; nil in a row of a program that remembered none.
    public var fingerprint: [UInt8]?
    /// The code over the other fields under the vault's subkey 4.
    public var mac: [UInt8]

    /// Puts the parts together.
    public init(
        vaultID: [UInt8], location: String, keyID: [UInt8], versionVector: [UInt8], fingerprint: [UInt8]?, mac: [UInt8]
    ) {
        self.vaultID = vaultID
        self.location = location
        self.keyID = keyID
        self.versionVector = versionVector
        self.fingerprint = fingerprint
        self.mac = mac
    }
}

/// A vault write that was about to happen: recorded before the file is renamed, so that a crash between the two does not look
/// like a foreign write.
public struct IntendedWrite: Equatable, Sendable {
    /// The vault's 16-byte id.
    public var vaultID: [UInt8]
    /// The vault's path.
    public var location: String
    /// The version vector of the state that was to be written.
    public var versionVector: [UInt8]
    /// What tells the written file from others, such as its header MAC.
    public var mark: [UInt8]

    /// Puts the parts together.
    public init(vaultID: [UInt8], location: String, versionVector: [UInt8], mark: [UInt8]) {
        self.vaultID = vaultID
        self.location = location
        self.versionVector = versionVector
        self.mark = mark
    }
}
