import LeappBytes
import LeappCrypto

@testable import LeappVault

/// Secrets that belong to no slot, and slots that were changed, with a MAC for the changed header.
enum SlotSet {
    static var cases: [FixtureCase] { get throws { try secrets + changes + strangers + devices } }

    private static let maker = SlotMaker(vaultID: Named.vaultID, dataKey: Named.dataKey)
    private static let pinned = Named.dataKey.keyID.bytes
    private static let deviceKey = Named.bytes("device device key", 32)

    private static func parts(_ recipe: SlotRecipe, _ maker: SlotMaker = maker) throws -> SlotParts {
        SlotParts(try recipe.slot(maker))
    }

    private static func vector(
        _ name: String, _ expected: VaultErrorClass?, _ about: String, section: String = "4.5", _ slots: [SlotParts],
        _ opener: FixtureCase.Opener
    ) -> FixtureCase {
        FixtureCase(
            name: "slot-\(name)", section: section, about: about, file: Forge("slot", slots: slots).file, opener: opener,
            expectation: expected.map { .failure($0.rawValue) } ?? .payload(Payloads.empty))
    }

    private static var secrets: [FixtureCase] {
        get throws {
            let passphrase = try parts(.passphrase("right", name: "right"))
            let recovery = try parts(.recovery(name: "recovery"))
            let second = try parts(.passphrase("two", secondSecret: true, name: "second"))
            let spaced = try parts(.recovery(name: "spaced"))
            let blank = try parts(.passphrase(" \u{a0}right\u{3000} ", name: "blank"))
            let compatible = try parts(.passphrase("\u{fb01}n \u{b2}", name: "compatible"))
            let newest = try parts(.passphrase("\u{1fac2}\u{10e80}", name: "newest"))
            let external = try parts(.external(name: "external"))
            let named = Named.slot("external").id.bytes
            return [
                vector("right", nil, "the right passphrase", [passphrase], .passphrase("right")),
                vector("wrong", .noMatch, "a wrong passphrase", [passphrase], .passphrase("Right")),
                vector(
                    "unicode-13", nil, "a passphrase with the newest characters that a writer takes, of Unicode 13.0",
                    section: "4.1", [newest], .passphrase("\u{1fac2}\u{10e80}")),
                vector(
                    "spaces", nil, "spaces at both ends are a part of it", section: "4.1", [blank],
                    .passphrase(" \u{a0}right\u{3000} ")),
                vector(
                    "spaces-typed", .noMatch, "a space too many at its end", section: "4.1", [passphrase], .passphrase("right ")),
                vector(
                    "spaces-before", .noMatch, "a space too many before it", section: "4.1", [passphrase], .passphrase(" right")),
                vector(
                    "compatible", nil, "a ligature and a superscript, which normal form KC would replace", section: "4.1",
                    [compatible], .passphrase("\u{fb01}n \u{b2}")),
                vector(
                    "compatible-typed", .noMatch, "the letters that normal form KC has for them", section: "4.1", [compatible],
                    .passphrase("fin 2")),
                vector("absent", .noMatch, "no passphrase slot", [recovery], .passphrase("right")),
                vector("wrong-code", .noMatch, "another recovery code", [recovery], .recovery(SlotRecipe.codeText("other"))),
                vector("absent-code", .noMatch, "no recovery slot", [passphrase], .recovery(SlotRecipe.codeText("recovery"))),
                vector("no-second-secret", .noMatch, "no second secret", [second], .passphrase("two")),
                vector(
                    "wrong-second-secret", .noMatch, "another second secret", [second],
                    .passphrase("two", secondSecret: Named.bytes("other", 32))),
                vector(
                    "needless-second-secret", nil, "a second secret that the slot does not want", [passphrase],
                    .passphrase("right", secondSecret: Named.bytes("other", 32))),
                vector(
                    "wrong-external", .noMatch, "another provider's secret", section: "4.4", [external],
                    .external(slot: named, secret: Named.bytes("other", 32), pinned: pinned)),
                vector(
                    "other-external", .noMatch, "the secret of another slot than the one named", section: "4.4", [external],
                    .external(slot: Named.slot("other").id.bytes, secret: Named.bytes("external secret", 32), pinned: pinned)),
                vector(
                    "unpinned-external", .forkedKey, "an external slot of a generation that is not pinned", section: "4.4",
                    [external],
                    .external(slot: named, secret: Named.bytes("external secret", 32), pinned: Named.bytes("other", 16))),
                try unlawful("empty-passphrase", "an empty passphrase", ""),
                try unlawful("control", "a control character", "right\n"),
                try unlawful("control-c1", "a control character beyond ASCII", "right\u{85}"),
                try unlawful("control-del", "a delete character", "right\u{7f}"),
                try unlawful("unassigned", "an unassigned code point", "right\u{378}"),
                try unlawful("too-long", "1025 bytes", String(repeating: "a", count: 1025)),
                vector("code-typo", .noMatch, "a mistyped symbol", section: "4.2", [recovery], .recovery(typo)),
                vector("code-check", .noMatch, "a mistyped check symbol", section: "4.2", [recovery], .recovery(otherCheck)),
                vector(
                    "code-lookalike", .noMatch, "letters that are S and I in upper case only", section: "4.2", [recovery],
                    .recovery(lookalike)),
                vector("code-symbol", .noMatch, "a check symbol among the others", section: "4.2", [recovery], .recovery(symbol)),
                vector(
                    "code-34", .noMatch, "the check symbol twice", section: "4.2", [recovery],
                    .recovery(SlotRecipe.codeText("recovery") + String(SlotRecipe.codeText("recovery").suffix(1)))),
                vector(
                    "code-34-zero", .noMatch, "a zero before it, which leaves the number as it is", section: "4.2", [spaced],
                    .recovery("0" + SlotRecipe.codeText("spaced"))),
                vector(
                    "code-32", .noMatch, "without its first symbol, a zero", section: "4.2", [spaced],
                    .recovery(String(SlotRecipe.codeText("spaced").dropFirst()))),
                vector(
                    "code-32-check", .noMatch, "without the check symbol", section: "4.2", [recovery],
                    .recovery(String(SlotRecipe.codeText("recovery").dropLast()))),
                vector(
                    "code-spaces", nil, "with spaces for hyphens, before it and after it", section: "4.2", [recovery],
                    .recovery(" " + SlotRecipe.codeText("recovery").replacing("-", with: "  ") + " ")),
                vector(
                    "code-loose", nil, "lower case, no hyphens, a space, O for 0 and L for 1", section: "4.2", [spaced],
                    .recovery(loose)),
            ]
        }
    }

    /// A passphrase that breaks a rule, with a slot that was made for its very bytes: the rule alone refuses it.
    private static func unlawful(_ name: String, _ about: String, _ passphrase: String) throws -> FixtureCase {
        let slot = Named.slot("unlawful")
        let salt = Named.bytes("unlawful salt", 16)
        let kind = SlotKind.passphrase(KDFParameters(memory: 1024, passes: 1), salt: salt, needsSecondSecret: false)
        let secret = try Argon2id.derive(passphrase: Array(passphrase.utf8).rawSpan, salt: salt, memory: 1024, passes: 1)
        let wrap = Keywrap(secret: secret, vaultID: Named.vaultID, keyID: Named.dataKey.keyID, slot: slot.id, kind: kind)
        let parts = SlotParts(wrap.wrap(Named.dataKey, id: slot.id, kind: kind, nonce: slot.nonce))
        return vector(name, .noMatch, about, section: "4.1", [parts], .passphrase(passphrase))
    }

    private static var otherCheck: String {
        let code = SlotRecipe.codeText("recovery")
        return code.dropLast() + (code.last == "A" ? "B" : "A")
    }

    private static var typo: String {
        let code = SlotRecipe.codeText("recovery")
        return (code.first == "7" ? "8" : "7") + code.dropFirst()
    }

    /// A check symbol whose five lowest bits are those of the 1 that stands there.
    private static var symbol: String { SlotRecipe.codeText("recovery").replacing("5-1", with: "5-~") }

    private static var lookalike: String {
        SlotRecipe.codeText("recovery").replacing("S", with: "\u{17f}").replacing("1", with: "\u{131}")
    }

    private static var loose: String {
        SlotRecipe.codeText("spaced").lowercased().replacing("-", with: "").replacing("0", with: " o").replacing("1", with: "l")
    }

    private static var changes: [FixtureCase] {
        get throws {
            let right = try SlotRecipe.recovery(name: "recovery").slot(maker)
            let opener = FixtureCase.Opener.recovery(SlotRecipe.codeText("recovery"))
            func changed(_ name: String, _ expected: VaultErrorClass, _ about: String, _ change: (inout SlotParts) -> Void)
                -> FixtureCase
            {
                var parts = SlotParts(right)
                change(&parts)
                return vector(name, expected, about, [parts], opener)
            }
            func flipped(_ bytes: [UInt8], _ index: Int) -> Item {
                var bytes = bytes
                bytes[index] ^= 0x80
                return .bytes(bytes)
            }
            return [
                changed("commitment", .noMatch, "a bit of the commitment") { $0.commitment = flipped(right.commitment, 0) },
                changed("commitment-end", .noMatch, "the commitment's last byte") {
                    $0.commitment = flipped(right.commitment, 31)
                },
                changed("nonce", .slotTampered, "a bit of the nonce") { $0.nonce = flipped(right.nonce, 23) },
                changed("wrapped", .slotTampered, "a bit of the wrapped key") { $0.wrapped = flipped(right.wrapped, 0) },
                changed("tag", .slotTampered, "a bit of the tag") { $0.wrapped = flipped(right.wrapped, 47) },
                changed("name", .noMatch, "another name") { $0.id = flipped(right.id.bytes, 0) },
                changed("salt", .noMatch, "another salt") {
                    $0.parameters = .map([(.unsigned(4), .bytes(Named.bytes("other", 16)))])
                },
                changed("type", .noMatch, "taken for a slot of a later type") { $0.type = .unsigned(9) },
            ]
        }
    }

    private static var strangers: [FixtureCase] {
        get throws {
            let opener = FixtureCase.Opener.recovery(SlotRecipe.codeText("recovery"))
            let recipe = SlotRecipe.recovery(name: "recovery")
            let generation = try parts(recipe, SlotMaker(vaultID: Named.vaultID, dataKey: Named.dataKey("other key")))
            let vault = try parts(recipe, SlotMaker(vaultID: Named.vaultID("other vault"), dataKey: Named.dataKey))
            return [
                vector("other-generation", .noMatch, "a slot of another generation", [generation], opener),
                vector("other-vault", .noMatch, "a slot of another vault", [vault], opener),
                vector("other-key", .headerAuth, "a slot for this generation with another key in it", [try otherKey()], opener),
            ]
        }
    }

    /// Made by someone who knows the recovery code: bound to this generation, but with another data key in it.
    private static func otherKey() throws -> SlotParts {
        let name = Named.slot("recovery")
        let kind = SlotKind.recovery(salt: Named.bytes("recovery salt", 16))
        let secret = SlotSecret.recovery(SlotRecipe.code("recovery"), salt: Named.bytes("recovery salt", 16))
        let wrap = Keywrap(secret: secret, vaultID: Named.vaultID, keyID: Named.dataKey.keyID, slot: name.id, kind: kind)
        return SlotParts(wrap.wrap(Named.dataKey("other key"), id: name.id, kind: kind, nonce: name.nonce))
    }

    /// Bit 255 of an ephemeral key is nothing to X25519, and yet a part of message and context.
    private static func highBit() throws -> SlotParts {
        let name = Named.slot("device")
        let ephemeralSecret = Named.secret("device ephemeral key", 32)
        let publicKey = X25519.publicKey(of: Named.secret("device device key", 32))
        var ephemeralKey = X25519.publicKey(of: ephemeralSecret)
        ephemeralKey[31] |= 0x80
        let secret = SlotSecret.device(
            secretKey: ephemeralSecret, publicKey: publicKey, ephemeralKey: ephemeralKey, deviceKey: publicKey)
        guard let secret else { throw VaultError.deviceKey(publicKey) }
        let kind = SlotKind.device(ephemeralKey: ephemeralKey)
        let wrap = Keywrap(secret: secret, vaultID: Named.vaultID, keyID: Named.dataKey.keyID, slot: name.id, kind: kind)
        return SlotParts(wrap.wrap(Named.dataKey, id: name.id, kind: kind, nonce: name.nonce))
    }

    private static var devices: [FixtureCase] {
        get throws {
            let device = try parts(.device(name: "device"))
            let right = FixtureCase.Opener.device(secretKey: deviceKey, pinned: pinned)
            func ephemeral(_ name: String, _ expected: VaultErrorClass, _ about: String, _ key: [UInt8]) -> FixtureCase {
                var parts = device
                parts.parameters = .map([(.unsigned(1), .bytes(key))])
                return vector("device-\(name)", expected, about, section: "4.3", [parts], right)
            }
            let zero = [UInt8](repeating: 0, count: 32)
            guard let order8 = [UInt8](hex: "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
                let beyond = [UInt8](hex: "f1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")
            else { preconditionFailure("hexadecimal") }
            return [
                vector("device", nil, "a device's key", section: "4.3", [device], right),
                vector(
                    "device-high-bit", nil, "an ephemeral key with bit 255 set", section: "4.3", [try highBit()], right),
                vector(
                    "device-other", .noMatch, "another device's key", section: "4.3", [device],
                    .device(secretKey: Named.bytes("other", 32), pinned: pinned)),
                vector(
                    "device-unpinned", .forkedKey, "a generation that is not pinned", section: "4.3", [device],
                    .device(secretKey: deviceKey, pinned: Named.bytes("other", 16))),
                ephemeral("zero", .slotTampered, "an ephemeral key of low order: zero", zero),
                ephemeral("one", .slotTampered, "an ephemeral key of low order: one", [1] + zero.dropFirst()),
                ephemeral("order-8", .slotTampered, "an ephemeral key of order 8", order8),
                ephemeral("beyond", .noMatch, "an ephemeral key that is not reduced", beyond),
            ]
        }
    }
}
