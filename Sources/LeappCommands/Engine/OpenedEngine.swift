/// An engine that has the vault open, and which vault that is.
struct OpenedEngine: Sendable {
    let client: EngineClient
    /// The vault's id, 16 bytes.
    let vaultID: [UInt8]
}
