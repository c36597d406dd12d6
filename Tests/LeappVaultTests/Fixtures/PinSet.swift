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
        var ancestors: [(Item, Item)] = []
        var slots = [SlotRecipe.recovery(name: "recovery")]
        var hasFingerprint = true
        var intended: [UInt8]?

        func json() throws -> FixtureJSON {
            var pairs: [(String, FixtureJSON)] = [
                ("vaultId", .hex(Named.vaultID.bytes)), ("keyId", .hex(generation.keyID)),
                ("dataKey", .hex(Named.bytes(generation.rawValue, 32))), ("vv", .hex(Item.map(versions).encoded)),
            ]
            if hasFingerprint { pairs.append(("fingerprint", .hex(try fingerprint()))) }
            if !ancestors.isEmpty {
                let names = ancestors.compactMap { if case .bytes(let name) = $0.0 { FixtureJSON.hex(name) } else { nil } }
                pairs.append(("gen", .array(names)))
            }
            if let intended { pairs.append(("intended", .hex(intended))) }
            return .object(pairs)
        }

        /// Of the generation with this machine's slots and ancestors.
        private func fingerprint() throws -> [UInt8] {
            let key = Named.dataKey(generation.rawValue)
            let slots = try PinSet.slots(slots, vaultID: Named.vaultID, key).map(\.item)
            let message = Item.array(slots).encoded + Item.map(ancestors).encoded
            return BLAKE2b.hash(message.rawSpan, count: 32, personalisation: "leapp-v1-gen", key: key.subkey(.pin).bytes)
        }
    }

    /// A file that it is shown.
    private struct Shown {
        var vaultID = Named.vaultID
        var generation = Generation.first
        var versions = PinSet.versions(10, 10)
        var ancestors: [(Item, Item)] = []
        var slots = [SlotRecipe.recovery(name: "recovery")]
        var minor: UInt16 = 0
        var extensions: [(Item, Item)] = []

        func image(_ name: String) throws -> (file: [UInt8], mac: [UInt8]) {
            let key = Named.dataKey(generation.rawValue)
            var forge = Forge(name, slots: try PinSet.slots(slots, vaultID: vaultID, key))
            forge.dataKey = key
            forge.minor = minor
            forge.fields += extensions
            forge.set(2, .bytes(vaultID.bytes))
            forge.set(3, .bytes(generation.keyID))
            let payload = Payloads.state(vv: versions, gen: ancestors, rec: [])
            forge.seal(Forge.plaintext(payload, paddedLength: 512))
            return (forge.file, forge.mac)
        }
    }

    /// The slot list of a file, in its order.
    private static func slots(_ recipes: [SlotRecipe], vaultID: VaultID, _ key: DataKey) throws -> [SlotParts] {
        let maker = SlotMaker(vaultID: vaultID, dataKey: key)
        return try recipes.map { try $0.slot(maker) }.sorted { $0.id < $1.id }.map { SlotParts($0) }
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
        if let known { machine.append(("knows", try known.json())) }
        if let confirmed { machine.append(("confirmed", .hex(confirmed.keyID))) }
        if let relation { machine.append(("relation", .text(relation))) }
        return FixtureCase(
            name: "pin-\(name)", section: section, about: about, file: try shown.image("pin \(name)").file,
            opener: opener ?? .recovery(SlotRecipe.codeText("recovery")), expectation: .failure(expected), machine: machine)
    }

    static var cases: [FixtureCase] { get throws { try states + generations + strangers + alterations } }

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
                    Knowledge(generation: .second, ancestors: [StateParts.ancestor("data key")]),
                    Shown(versions: versions(10, 11)), relation: "late"),
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
            let slots = [SlotRecipe.device(name: "device")]
            var own = known
            own.slots = slots
            let forged = Shown(generation: .apart, slots: slots)
            let heir = Shown(generation: .second, ancestors: [StateParts.ancestor("data key")], slots: slots)
            return [
                try vector(
                    "device", "OK", "a device's slot of the pinned generation", section: "4.3, 10", own,
                    Shown(slots: slots), relation: "same", device),
                try vector(
                    "device-forged", "FORKED_KEY", "a device's slot of a stranger's key", section: "4.3, 10", known, forged,
                    device),
                try vector("device-heir", "FORKED_KEY", "a device's slot of an heir", section: "4.3, 10", known, heir, device),
                try vector(
                    "device-heir-confirmed", "FORKED_KEY", "a device's slot of an heir, confirmed: type 1 or 2 must open it",
                    section: "4.3, 10", known, heir, confirmed: .second, device),
                try vector(
                    "external-forged", "FORKED_KEY", "an external slot of a stranger's key", section: "4.4, 10", known,
                    Shown(generation: .apart, slots: [.external(name: "external")]), external),
            ]
        }
    }

    /// Whoever has the data key makes a file of the pinned generation that has other slots or other ancestors.
    private static var alterations: [FixtureCase] {
        get throws {
            let known = Knowledge()
            let former = [StateParts.ancestor("data key")]
            let recovery = SlotRecipe.recovery(name: "recovery")
            let added = Shown(versions: versions(10, 11), slots: [recovery, .recovery(name: "added")])
            var rotated = Knowledge(generation: .second, ancestors: former)
            var early = known
            early.hasFingerprint = false
            var two = known
            two.slots = added.slots
            var older = added
            older.versions = versions(10, 9)
            var elsewhere = added
            elsewhere.vaultID = Named.vaultID("other vault")
            let cut = [StateParts.ancestor("data key", flags: 1)]
            let heir = Shown(generation: .second, ancestors: former)
            let cases = [
                try vector(
                    "slot-added", "BAD_PAYLOAD", "a slot more under the pinned key, a newer state", known, added, relation: "same"
                ),
                try vector(
                    "slot-added-opens", "BAD_PAYLOAD", "the same, opened by the secret of the new slot", known, added,
                    relation: "same", .recovery(SlotRecipe.codeText("added"))),
                try vector(
                    "slot-gone", "BAD_PAYLOAD", "a slot less under the pinned key", two, Shown(), relation: "same"),
                try vector(
                    "slot-other", "BAD_PAYLOAD", "another slot under the pinned key", known,
                    Shown(slots: [.recovery(name: "added")]), relation: "same", .recovery(SlotRecipe.codeText("added"))),
                try vector(
                    "slot-added-older", "BAD_PAYLOAD", "a slot more, and an older state", known, older, relation: "same"),
                try vector(
                    "slot-added-other-vault", "WRONG_VAULT", "a slot more, in another vault", known, elsewhere, relation: "same"),
                try vector(
                    "slot-added-confirmed", "BAD_PAYLOAD", "a slot more, while the key id was confirmed", known, added,
                    relation: "same", confirmed: .first),
                try vector(
                    "slot-added-first", "OK", "a slot more than other files of the key have, on a machine that never saw one",
                    nil, added),
                try vector("early", "OK", "the pin of an earlier program knows no fingerprint", early, added, relation: "same"),
                try vector(
                    "early-older", "ROLLBACK", "the pin of an earlier program, an older state", early, older, relation: "same"),
                try vector(
                    "extension", "OK", "a later minor version and an extension: they are each file's own", known,
                    Shown(minor: 1, extensions: [(.unsigned(64), .text("from later"))]), relation: "same"),
                try vector("ancestors", "OK", "a file of a generation after a rotation", rotated, heir, relation: "same"),
                try vector(
                    "ancestor-added", "BAD_PAYLOAD", "an ancestor more under the pinned key", known,
                    Shown(ancestors: [StateParts.ancestor("apart key")]), relation: "same"),
                try vector(
                    "ancestor-gone", "BAD_PAYLOAD", "an ancestor less under the pinned key", rotated, Shown(generation: .second),
                    relation: "same"),
                try vector(
                    "ancestor-cut", "BAD_PAYLOAD", "an ancestor that was not cut off is", rotated,
                    Shown(generation: .second, ancestors: cut), relation: "same"),
            ]
            rotated.ancestors = cut
            var own = known
            let altered = Shown(ancestors: [StateParts.ancestor("apart key")])
            own.intended = try altered.image("pin ancestor-added-own").mac
            return cases + [
                try vector(
                    "ancestor-not-cut", "BAD_PAYLOAD", "an ancestor that was cut off is not", rotated, heir, relation: "same"),
                try vector(
                    "ancestor-added-own", "BAD_PAYLOAD",
                    "an ancestor more, under the header of the write that this machine was about to do", own, altered,
                    relation: "same"),
            ]
        }
    }
}
