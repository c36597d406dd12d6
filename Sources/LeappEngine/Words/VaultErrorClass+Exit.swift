public import LeappVault

extension VaultErrorClass {
    /// The program's exit status for the class (workspace.md, "Error classes and exit codes").
    public var exitStatus: Int {
        switch self {
        case .notAVault, .mangled, .truncated, .trailing, .corrupt, .badHeader, .slotTampered, .headerAuth, .payloadAuth,
            .badPayload, .wrongVault:
            14
        case .kdfLimit, .limit, .readOnly, .forkedKey: 13
        case .unsupported, .needsNewer: 17
        case .noMatch: 12
        case .rollback: 0
        }
    }
}
