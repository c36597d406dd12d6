@testable import LeappVault

/// Files that any writer makes byte for byte from the named randoms, and any reader opens.
enum SealSet {
    static let composed = "caf\u{e9} \u{1f511}"
    static let decomposed = "cafe\u{301} \u{1f511}"

    static var cases: [FixtureCase] {
        get throws { try slotTypes + paddings + laterVersions }
    }

    private static var slotTypes: [FixtureCase] {
        get throws {
            let passphrase = SealRecipe(name: "seal-passphrase", slots: [.passphrase("correct horse", name: "passphrase")])
            let standard = SealRecipe(
                name: "seal-two-passes",
                slots: [.passphrase("correct horse", memory: 8192, passes: 2, name: "p"), .recovery(name: "r")])
            let recovery = SealRecipe(
                name: "seal-recovery", slots: [.passphrase("unused", name: "passphrase"), .recovery(name: "recovery")])
            let second = SealRecipe(
                name: "seal-second-secret", slots: [.passphrase("two", secondSecret: true, name: "second")])
            let device = SealRecipe(name: "seal-device", slots: [.recovery(name: "recovery"), .device(name: "device")])
            let external = SealRecipe(name: "seal-external", slots: [.recovery(name: "recovery"), .external(name: "external")])
            let nfc = SealRecipe(name: "seal-nfc", slots: [.passphrase(composed, name: "nfc")])
            let typedApart = SealRecipe(name: "seal-nfc", slots: [.passphrase(decomposed, name: "nfc")])
            let inFileOrder = (0..<32).sorted { Named.slot("many \($0)").id < Named.slot("many \($1)").id }
            let passphrases = [0, 10, 20, 31].map { inFileOrder[$0] }
            let many = SealRecipe(
                name: "seal-32-slots",
                slots: (0..<32).map { number in
                    passphrases.contains(number)
                        ? .passphrase("word \(number)", name: "many \(number)") : .recovery(name: "many \(number)")
                })
            let pinned = Named.dataKey.keyID.bytes
            var decomposedCase = try typedApart.vector(
                "a passphrase typed decomposed makes the same bytes", section: "4.1", .passphrase(decomposed))
            decomposedCase = FixtureCase(
                name: "seal-nfc-decomposed", section: decomposedCase.section, about: decomposedCase.about,
                file: decomposedCase.file, opener: decomposedCase.opener, expectation: decomposedCase.expectation,
                seal: decomposedCase.seal)
            return [
                try passphrase.vector("one passphrase slot", section: "4.1", .passphrase("correct horse")),
                try standard.vector("two passes over 8 MiB", section: "4.1", .passphrase("correct horse")),
                try recovery.vector("opened by recovery code", section: "4.2", .recovery(SlotRecipe.codeText("recovery"))),
                try second.vector(
                    "a passphrase and a second secret", section: "4.1",
                    .passphrase("two", secondSecret: Named.bytes("second second secret", 32))),
                try device.vector(
                    "opened by a device's key", section: "4.3",
                    .device(secretKey: Named.bytes("device device key", 32), pinned: pinned)),
                try external.vector(
                    "opened by a provider's secret", section: "4.4",
                    .external(
                        slot: Named.slot("external").id.bytes, secret: Named.bytes("external secret", 32), pinned: pinned)),
                try nfc.vector("a passphrase typed composed, beyond the basic plane", section: "4.1", .passphrase(composed)),
                decomposedCase,
                try many.vector(
                    "32 slots; the passphrase is the fourth in the file, and the last slot of all", section: "4",
                    .passphrase("word \(inFileOrder[31])")),
            ]
        }
    }

    private static var paddings: [FixtureCase] {
        get throws {
            try [("just-under", 16375), ("full", 16376), ("just-over", 16377), ("padme", 40_000)].map { name, count in
                let recipe = SealRecipe(
                    name: "seal-padding-\(name)", slots: [.recovery(name: "recovery")], fill: Payloads.fill(payload: count))
                return try recipe.vector("a payload of \(count) bytes", section: "7.1", .dataKey())
            }
        }
    }

    private static var laterVersions: [FixtureCase] {
        get throws {
            let later = SealRecipe(
                name: "seal-extension", slots: [.recovery(name: "recovery")], minor: 3,
                extensions: [(64, .text("from later")), (1000, .map([(.unsigned(1), .null)]))])
            let unknown = SealRecipe(
                name: "seal-unknown-slot", slots: [.unknown(name: "unknown"), .recovery(name: "recovery")])
            let sidecar = SealRecipe(name: "seal-sidecar", slots: [], kind: .sidecar)
            return [
                try later.vector("a later minor version with extensions", section: "3", .dataKey()),
                try unknown.vector("a slot of a later type", section: "4", .recovery(SlotRecipe.codeText("recovery"))),
                try sidecar.vector("a sidecar", section: "12", .dataKey()),
            ]
        }
    }
}
