import LeappBytes
import LeappVault

extension Slot {
    /// The JSON that scripts read.
    var value: JSON {
        var fields: [String: JSON] = [
            "id": .text(id.bytes.hex), "type": .integer(Int64(kind.type)), "kind": .text(kind.name),
        ]
        switch kind {
        case .passphrase(let kdf, _, let needsSecondSecret):
            fields["kdf"] = .object([
                "name": .text("argon2id"), "memoryKiB": .integer(Int64(kdf.memory)), "passes": .integer(Int64(kdf.passes)),
            ])
            fields["needsSecondSecret"] = .bool(needsSecondSecret)
        case .external(let provider, _): fields["provider"] = .text(provider)
        case .recovery, .device, .unknown: break
        }
        return .object(fields)
    }
}

extension SlotKind {
    /// The kind in one word.
    var name: String {
        switch self {
        case .passphrase: "passphrase"
        case .recovery: "recovery"
        case .device: "device"
        case .external: "external"
        case .unknown: "unknown"
        }
    }

    /// What opening it takes, beside what its name says.
    var detail: String? {
        switch self {
        case .passphrase(let kdf, _, let needsSecondSecret):
            "Argon2id \(kdf.memory / 1024) MiB, \(kdf.passes) passes" + (needsSecondSecret ? ", second secret" : "")
        case .external(let provider, _): provider
        case .unknown(let type, _): "type \(type)"
        case .recovery, .device: nil
        }
    }
}
