import LeappBytes
import LeappCrypto

@testable import LeappVault

/// What a machine makes of a file by what it knows of the vault: the pin (spec/format.md section 10).
enum PinSet {
    /// One key generation of the vault, by the name of its data key.
    private enum Generation: String {
        case first = "data key"
        case second = "second key"
        case apart = "apart key"

        var keyID: [UInt8] { Named.dataKey(rawValue).keyID.bytes }
    }

    /// What the machine knows; as it is made: the first generation, and one write of either of two replicas.
    private struct Knowledge {
        var generation = Generation.first
        var versions = PinSet.versions(10, 10)
        var ancestors: [Generation] = []
        var intended: [UInt8]?

        var json: FixtureJSON {
            var pairs: [(String, FixtureJSON)] = [
                ("vaultId", .hex(Named.vaultID.bytes)), ("keyId", .hex(generation.keyID)),
                ("dataKey", .hex(Named.bytes(generation.rawValue, 32))), ("vv", .hex(Item.map(versions).encoded)),
            ]
            if !ancestors.isEmpty { pairs.append(("gen", .array(ancestors.map { .hex($0.keyID) }))) }
            if let intended { pairs.append(("intended", .hex(intended))) }
            return .object(pairs)
        }
    }

    /// A file that it is shown.
    private struct Shown {
        var vaultID = Named.vaultID
        var generation = Generation.first
        var versions = PinSet.versions(10, 10)
        var ancestors: [(Item, Item)] = []
        var slot = SlotRecipe.recovery(name: "recovery")

        func image(_ name: String) throws -> (file: [UInt8], mac: [UInt8]) {
            let maker = SlotMaker(vaultID: vaultID, dataKey: Named.dataKey(generation.rawValue))
            var forge = Forge(name, slots: [SlotParts(try slot.slot(maker))])
            forge.dataKey = maker.dataKey
            forge.set(2, .bytes(vaultID.bytes))
            forge.set(3, .bytes(generation.keyID))
            let payload = Payloads.state(vv: versions, gen: ancestors, rec: [])
            forge.seal(Forge.plaintext(payload, paddedLength: 512))
            return (forge.file, forge.mac)
        }
    }

    private static let now: UInt64 = 1_800_000_000_000
    private static let pastTheClock: UInt64 = (now + 3_155_760_000_001) << 16

    private static func versions(_ first: UInt64, _ second: UInt64) -> [(Item, Item)] {
        [(StateParts.author, .unsigned(first)), (StateParts.other, .unsigned(second))]
    }

    private static func vector(
        _ name: String, _ expected: String, _ about: String, section: String = "10", _ known: Knowledge?, _ shown: Shown,
        relation: String? = nil, confirmed: Generation? = nil, _ opener: FixtureCase.Opener? = nil
    ) throws -> FixtureCase {
        var machine: [(String, FixtureJSON)] = [("now", .number(now))]
        if let known { machine.append(("knows", known.json)) }
        if let confirmed { machine.append(("confirmed", .hex(confirmed.keyID))) }
        if let relation { machine.append(("relation", .text(relation))) }
        return FixtureCase(
            name: "pin-\(name)", section: section, about: about, file: try shown.image("pin \(name)").file,
            opener: opener ?? .recovery(SlotRecipe.codeText("recovery")), expectation: .failure(expected), machine: machine)
    }

    static var cases: [FixtureCase] { get throws { try states + generations + strangers } }

    private static var states: [FixtureCase] {
        get throws {
            let known = Knowledge()
            return [
                try vector("same", "OK", "the very state", known, Shown(), relation: "same"),
                try vector("newer", "OK", "a newer state", known, Shown(versions: versions(10, 11)), relation: "same"),
                try vector("rollback", "ROLLBACK", "an older state", known, Shown(versions: versions(10, 9)), relation: "same"),
                try vector(
                    "rollback-beside", "ROLLBACK", "older in one replica, newer in the other", known,
                    Shown(versions: versions(99, 9)), relation: "same"),
                try vector(
                    "rollback-absent", "ROLLBACK", "one replica is not there at all", known,
                    Shown(versions: [(StateParts.author, 99)]), relation: "same"),
                try vector("unknown", "OK", "a vault that this machine never saw", nil, Shown()),
                try vector(
                    "unknown-empty", "OK", "an empty vault that this machine never saw", nil, Shown(versions: [])),
                try vector(
                    "future-foreign", "LIMIT", "a stamp more than 100 years ahead, in a vault that this machine never saw",
                    section: "11", nil, Shown(versions: versions(10, pastTheClock))),
                try vector(
                    "future-own", "OK", "a stamp more than 100 years ahead, in this machine's own vault", section: "11", known,
                    Shown(versions: versions(10, pastTheClock)), relation: "same"),
                try vector(
                    "wrong-vault", "WRONG_VAULT", "another vault, of the same key and state", known,
                    Shown(vaultID: Named.vaultID("other vault")), relation: "same"),
            ]
        }
    }

    private static var generations: [FixtureCase] {
        get throws {
            let known = Knowledge()
            let heir = Shown(generation: .second, ancestors: [StateParts.ancestor("data key")])
            var older = heir
            older.versions = versions(10, 9)
            let fork = Shown(generation: .apart)
            var forkOlder = fork
            forkOlder.versions = versions(1, 1)
            let wrongKey = (Item.bytes(Generation.first.keyID), [0, .bytes(Named.bytes("second key", 32))] as Item)
            var own = known
            own.intended = try heir.image("pin own-rotation").mac
            return [
                try vector("heir", "FORKED_KEY", "an heir that nobody confirmed", known, heir, relation: "heir"),
                try vector("heir-confirmed", "OK", "an heir", known, heir, relation: "heir", confirmed: .second),
                try vector(
                    "heir-older", "ROLLBACK", "an heir with an older state", known, older, relation: "heir", confirmed: .second),
                try vector(
                    "heir-other-confirmed", "FORKED_KEY", "an heir, while another one was confirmed", known, heir,
                    relation: "heir", confirmed: .apart),
                try vector(
                    "heir-wrong-key", "BAD_PAYLOAD", "an heir that has another data key for its ancestor", known,
                    Shown(generation: .second, ancestors: [wrongKey])),
                try vector("own-rotation", "OK", "the heir that this machine was about to write", own, heir, relation: "heir"),
                try vector(
                    "late", "FORKED_KEY", "a file of the generation before the pinned one",
                    Knowledge(generation: .second, ancestors: [.first]), Shown(versions: versions(10, 11)), relation: "late"),
                try vector("fork", "FORKED_KEY", "a generation apart", known, fork, relation: "foreign"),
                try vector(
                    "fork-confirmed", "OK", "a generation apart that was confirmed: the pin's own key is not at hand", known,
                    forkOlder, relation: "foreign", confirmed: .apart),
            ]
        }
    }

    /// Whoever writes the storage knows a device's public key, or a provider's answer, and makes a vault of his own.
    private static var strangers: [FixtureCase] {
        get throws {
            let known = Knowledge()
            let pinned = Generation.first.keyID
            let device = FixtureCase.Opener.device(secretKey: Named.bytes("device device key", 32), pinned: pinned)
            let external = FixtureCase.Opener.external(
                slot: Named.slot("external").id.bytes, secret: Named.bytes("external secret", 32), pinned: pinned)
            let forged = Shown(generation: .apart, slot: .device(name: "device"))
            let heir = Shown(
                generation: .second, ancestors: [StateParts.ancestor("data key")], slot: .device(name: "device"))
            return [
                try vector(
                    "device", "OK", "a device's slot of the pinned generation", section: "4.3, 10", known,
                    Shown(slot: .device(name: "device")), relation: "same", device),
                try vector(
                    "device-forged", "FORKED_KEY", "a device's slot of a stranger's key", section: "4.3, 10", known, forged,
                    device),
                try vector("device-heir", "FORKED_KEY", "a device's slot of an heir", section: "4.3, 10", known, heir, device),
                try vector(
                    "device-heir-confirmed", "FORKED_KEY", "a device's slot of an heir, confirmed: type 1 or 2 must open it",
                    section: "4.3, 10", known, heir, confirmed: .second, device),
                try vector(
                    "external-forged", "FORKED_KEY", "an external slot of a stranger's key", section: "4.4, 10", known,
                    Shown(generation: .apart, slot: .external(name: "external")), external),
            ]
        }
    }
}
