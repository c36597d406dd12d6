import LeappBytes
import LeappCrypto

@testable import LeappVault

/// A keyslot with every random that it takes.
enum SlotRecipe {
    case passphrase(String, memory: Int = 1024, passes: Int = 1, secondSecret: Bool = false, name: String)
    case recovery(name: String)
    case device(name: String)
    case external(name: String)
    case unknown(name: String)

    static func code(_ name: String) -> RecoveryCode {
        guard let code = RecoveryCode(Named.secret("\(name) code", 20)) else { preconditionFailure("20 bytes") }
        return code
    }

    static func codeText(_ name: String) -> String { String(decoding: Array(code(name).text().bytes), as: UTF8.self) }

    func slot(_ maker: SlotMaker) throws -> Slot {
        switch self {
        case .passphrase(let typed, let memory, let passes, let secondSecret, let name):
            let second = SecretSlice(copying: Named.bytes("\(name) second secret", 32).rawSpan)
            return try maker.passphrase(
                PassphraseSecret(Passphrase(Array(typed.utf8).rawSpan), secondSecret: secondSecret ? second : nil),
                kdf: KDFParameters(memory: memory, passes: passes), salt: Named.bytes("\(name) salt", 16),
                name: Named.slot(name))
        case .recovery(let name):
            return maker.recovery(SlotRecipe.code(name), salt: Named.bytes("\(name) salt", 16), name: Named.slot(name))
        case .device(let name):
            let publicKey = X25519.publicKey(of: Named.secret("\(name) device key", 32))
            let slot = maker.device(
                publicKey: publicKey, ephemeralSecret: Named.secret("\(name) ephemeral key", 32), name: Named.slot(name))
            guard let slot else { throw VaultError.deviceKey(publicKey) }
            return slot
        case .external(let name):
            return maker.external(
                provider: "test-keychain", opaque: Array("handle 7".utf8), secret: Named.secret("\(name) secret", 32),
                name: Named.slot(name))
        case .unknown(let name):
            let kind = SlotKind.unknown(type: 200, parameters: Item.map([(.text("new"), .bool(true))]).encoded)
            return Slot(
                id: Named.slot(name).id, kind: kind, commitment: Named.bytes("\(name) commitment", 32),
                nonce: Named.slot(name).nonce, wrapped: Named.bytes("\(name) wrapped", 48))
        }
    }

    var json: FixtureJSON {
        var pairs: [(String, FixtureJSON)]
        let name: String
        switch self {
        case .passphrase(let typed, let memory, let passes, let secondSecret, let slot):
            name = slot
            pairs = [
                ("type", .number(1)), ("passphrase", .hex(typed.utf8)), ("memory", .number(UInt64(memory))),
                ("passes", .number(UInt64(passes))), ("salt", .hex(Named.bytes("\(name) salt", 16))),
            ]
            if secondSecret { pairs.append(("secondSecret", .hex(Named.bytes("\(name) second secret", 32)))) }
        case .recovery(let slot):
            name = slot
            pairs = [
                ("type", .number(2)), ("code", .hex(Named.bytes("\(name) code", 20))),
                ("salt", .hex(Named.bytes("\(name) salt", 16))),
            ]
        case .device(let slot):
            name = slot
            pairs = [
                ("type", .number(3)), ("ephemeralSecret", .hex(Named.bytes("\(name) ephemeral key", 32))),
                ("devicePublicKey", .hex(X25519.publicKey(of: Named.secret("\(name) device key", 32)))),
            ]
        case .external(let slot):
            name = slot
            pairs = [
                ("type", .number(4)), ("provider", .text("test-keychain")), ("opaque", .hex("handle 7".utf8)),
                ("secret", .hex(Named.bytes("\(name) secret", 32))),
            ]
        case .unknown(let slot):
            name = slot
            pairs = [
                ("type", .number(200)), ("parameters", .hex(Item.map([(.text("new"), .bool(true))]).encoded)),
                ("commitment", .hex(Named.bytes("\(name) commitment", 32))),
                ("wrapped", .hex(Named.bytes("\(name) wrapped", 48))),
            ]
        }
        let random = Named.slot(name)
        return .object(pairs + [("slotId", .hex(random.id.bytes)), ("slotNonce", .hex(random.nonce))])
    }
}

/// Everything that a sealed file is a function of.
struct SealRecipe {
    var name: String
    var slots: [SlotRecipe]
    var fill: Int?
    var minor: UInt16 = 0
    var critical: [UInt64] = []
    var extensions: [(UInt64, Item)] = []
    var kind = ContainerKind.vault

    var payload: [UInt8] { fill.map(Payloads.note) ?? Payloads.empty }

    var file: [UInt8] {
        get throws {
            let maker = SlotMaker(vaultID: Named.vaultID, dataKey: Named.dataKey)
            var made: [Slot] = []
            for slot in slots { made.append(try slot.slot(maker)) }
            let generation = KeyGeneration(
                vaultID: Named.vaultID, dataKey: Named.dataKey, slots: made, minor: minor, critical: critical,
                extensions: extensions.map { HeaderExtension(key: $0.0, value: $0.1.encoded) })
            return try generation.seal(payload: payload.rawSpan, nonce: Named.bytes("\(name) nonce", 24), kind: kind)
        }
    }

    var json: FixtureJSON {
        .object([
            ("vaultId", .hex(Named.vaultID.bytes)), ("dataKey", .hex(Named.bytes("data key", 32))),
            ("nonce", .hex(Named.bytes("\(name) nonce", 24))), ("minor", .number(UInt64(minor))),
            ("slots", .array(slots.map(\.json))), ("critical", .array(critical.map { .number($0) })),
            ("extensions", .array(extensions.map { .object([("key", .number($0.0)), ("value", .hex($0.1.encoded))]) })),
        ])
    }

    /// The vector: made from the recipe, opened with `opener`.
    func vector(_ about: String, section: String, _ opener: FixtureCase.Opener) throws -> FixtureCase {
        FixtureCase(
            name: name, section: section, about: about, file: try file, opener: opener,
            expectation: fill.map { .note(fill: $0) } ?? .payload(Payloads.empty), isSidecar: kind == .sidecar, seal: json)
    }
}
