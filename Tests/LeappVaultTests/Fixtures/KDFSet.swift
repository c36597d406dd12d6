@testable import LeappVault

/// Parameters of Argon2id at and beyond their bounds; what is refused is refused before it is computed.
enum KDFSet {
    static func parameters(
        algorithm: Item = 1, memory: Item = 1024, passes: Item = 1, salt: Int = 16, more: [(Item, Item)] = []
    ) -> Item {
        let pairs: [(Item, Item)] = [
            (.unsigned(1), algorithm), (.unsigned(2), memory), (.unsigned(3), passes),
            (.unsigned(4), .bytes(Named.bytes("salt", salt))),
        ]
        return .map(pairs + more)
    }

    static var cases: [FixtureCase] { get throws { refused + atTheBounds + malformed + (try lawful) } }

    private static func vector(_ name: String, _ expected: VaultErrorClass, _ about: String, _ parameters: Item) -> FixtureCase {
        let slot = SlotParts(dummy: Named.bytes("dummy", 8), type: 1, parameters: parameters)
        return FixtureCase(
            name: "kdf-\(name)", section: "4.1", about: about, file: Forge("kdf", slots: [slot]).file,
            opener: .passphrase("any"), expectation: .failure(expected.rawValue))
    }

    private static var refused: [FixtureCase] {
        let bounds: [(String, UInt64, UInt64)] = [
            ("memory-0", 0, 1), ("memory-below", 1023, 1), ("memory-above", 1_048_577, 1), ("memory-2^32", 1 << 32, 1),
            ("memory-2^63-1", UInt64(Int64.max), 1), ("passes-0", 1024, 0), ("passes-above", 1024, 17),
            ("passes-2^32", 1024, 1 << 32), ("product", 1_048_576, 5), ("product-just-above", 299_594, 14),
            ("product-one-above", 838_861, 5), ("both", 1 << 40, 1 << 40),
        ]
        return bounds.map { name, memory, passes in
            vector(
                name, .kdfLimit, "\(memory) KiB, \(passes) passes",
                parameters(memory: .unsigned(memory), passes: .unsigned(passes)))
        }
    }

    /// Judged and not computed: such a slot wants a second secret, which is not at hand, and is passed over.
    private static var atTheBounds: [FixtureCase] {
        let judged: [(String, VaultErrorClass, UInt64, UInt64)] = [
            ("memory-most", .noMatch, 1_048_576, 1), ("product-most", .noMatch, 1_048_576, 4),
            ("product-most-passes", .noMatch, 262_144, 16), ("product-passed-over", .kdfLimit, 838_861, 5),
            ("memory-passed-over", .kdfLimit, 1_048_577, 1),
        ]
        return judged.map { name, expected, memory, passes in
            vector(
                name, expected, "\(memory) KiB, \(passes) passes, of a slot that is passed over",
                parameters(
                    memory: .unsigned(memory), passes: .unsigned(passes), more: [(.unsigned(5), .bool(true))]))
        }
    }

    private static var malformed: [FixtureCase] {
        [
            vector("algorithm-0", .badHeader, "algorithm 0", parameters(algorithm: 0)),
            vector("algorithm-2", .badHeader, "algorithm 2", parameters(algorithm: 2)),
            vector("algorithm-true", .badHeader, "true for algorithm 1", parameters(algorithm: .bool(true))),
            vector("memory-text", .badHeader, "memory in words", parameters(memory: "1024")),
            vector("passes-true", .badHeader, "true for one pass", parameters(passes: .bool(true))),
            vector(
                "parameter-more", .badHeader, "a sixth parameter",
                parameters(more: [(.unsigned(5), .bool(true)), (.unsigned(6), .null)])),
            vector("salt-15", .badHeader, "a salt of 15 bytes", parameters(salt: 15)),
            vector("salt-17", .badHeader, "a salt of 17 bytes", parameters(salt: 17)),
            vector(
                "flag-false", .badHeader, "a flag that is written though not set",
                parameters(more: [(.unsigned(5), .bool(false))])),
            vector("flag-number", .badHeader, "a flag that is a number", parameters(more: [(.unsigned(5), .unsigned(1))])),
            vector(
                "parameter-6-true", .badHeader, "a flag that suite 1 does not have",
                parameters(more: [(.unsigned(6), .bool(true))])),
            vector(
                "parameter-6", .badHeader, "a parameter that suite 1 does not have", parameters(more: [(.unsigned(6), .null)])),
        ]
    }

    private static var lawful: [FixtureCase] {
        get throws {
            let maker = SlotMaker(vaultID: Named.vaultID, dataKey: Named.dataKey)
            func slot(_ recipe: SlotRecipe) throws -> SlotParts { SlotParts(try recipe.slot(maker)) }
            let hostile = SlotParts(
                dummy: [UInt8](repeating: 0xff, count: 8), type: 1, parameters: parameters(memory: 1_048_576, passes: 16))
            let passphrase = try slot(.passphrase("right", name: "right"))
            let many = try slot(.passphrase("right", passes: 16, name: "many passes"))
            let recovery = try slot(.recovery(name: "recovery"))
            func file(_ slots: [SlotParts]) -> [UInt8] { Forge("kdf", slots: slots).file }
            return [
                FixtureCase(
                    name: "kdf-16-passes", section: "4.1", about: "the greatest number of passes", file: file([many]),
                    opener: .passphrase("right"), expectation: .payload(Payloads.empty)),
                FixtureCase(
                    name: "kdf-second-slot", section: "4.1", about: "the second slot asks for too much, the first would open",
                    file: file([passphrase, hostile]), opener: .passphrase("right"),
                    expectation: .failure(VaultErrorClass.kdfLimit.rawValue)),
                FixtureCase(
                    name: "kdf-not-needed", section: "4.1", about: "a slot that asks for too much is nothing to a recovery code",
                    file: file([recovery, hostile]), opener: .recovery(SlotRecipe.codeText("recovery")),
                    expectation: .payload(Payloads.empty)),
            ]
        }
    }
}
