public import LeappCrypto

/// How the user's bytes are sealed before they go into the ledger: with a key of the opened vault.
public struct SectionSealing: Sendable {
    /// Seals bytes that may hold secrets.
    public let seal: @Sendable (RawSpan) -> [UInt8]
    /// Gives sealed bytes back, or throws where the key is not the one they were sealed with.
    public let unseal: @Sendable ([UInt8]) throws -> Secret

    /// Seals and unseals with these functions.
    public init(
        seal: @escaping @Sendable (RawSpan) -> [UInt8], unseal: @escaping @Sendable ([UInt8]) throws -> Secret
    ) {
        self.seal = seal
        self.unseal = unseal
    }
}
