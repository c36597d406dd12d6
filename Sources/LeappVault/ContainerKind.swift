/// Which of the two files of this framing: the vault that travels, or the sidecar that stays on its machine.
public enum ContainerKind: Sendable {
    /// `vault.lpv`: records, with keyslots.
    case vault
    /// `cache.lpv`: tokens of this machine under the vault's data key, without keyslots (spec/format.md section 12).
    case sidecar

    var magic: [UInt8] {
        switch self {
        case .vault: [0x89, 0x4c, 0x50, 0x56, 0x0d, 0x0a, 0x1a, 0x0a]
        case .sidecar: [0x89, 0x4c, 0x50, 0x43, 0x0d, 0x0a, 0x1a, 0x0a]
        }
    }

    var slotCounts: ClosedRange<Int> {
        switch self {
        case .vault: 1...32
        case .sidecar: 0...0
        }
    }

    var headerKey: SubkeyUse {
        switch self {
        case .vault: .header
        case .sidecar: .sidecarHeader
        }
    }

    var payloadKey: SubkeyUse {
        switch self {
        case .vault: .payload
        case .sidecar: .sidecarPayload
        }
    }
}
