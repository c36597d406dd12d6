import LeappBytes
import LeappCrypto

@testable import LeappVault

/// Header and payload that do not belong together, or to this key; the checksum is right.
enum AuthSet {
    static var cases: [FixtureCase] { headers + payloads + paddings }

    private static func vector(
        _ name: String, _ expected: VaultErrorClass?, _ about: String, section: String = "8", _ file: [UInt8]
    ) -> FixtureCase {
        FixtureCase(
            name: name, section: section, about: about, file: file,
            expectation: expected.map { .failure($0.rawValue) } ?? .payload(Payloads.empty))
    }

    private static func changed(_ change: (inout Forge) -> Void) -> Forge {
        var forge = Forge("auth")
        change(&forge)
        return forge
    }

    /// `forge`'s file with the MAC of the unchanged header.
    private static func spliced(_ change: (inout Forge) -> Void) -> [UInt8] { changed(change).file(mac: Forge("auth").mac) }

    private static func flipped(_ index: Int) -> [UInt8] {
        var file = Forge("auth").file
        file[index] ^= 0x01
        return Forge.resummed(file)
    }

    private static var headers: [FixtureCase] {
        let end = Forge("auth").prefix.count
        let sidecarKey = changed { $0.headerSubkey = 7 }
        let payloadKey = changed { $0.headerSubkey = 2 }
        let otherKey = changed { $0.dataKey = Named.dataKey("other key") }
        return [
            vector("auth-mac-first", .headerAuth, "a bit of the MAC", flipped(end)),
            vector("auth-mac-last", .headerAuth, "the last byte of the MAC", flipped(end + 31)),
            vector("auth-minor", .headerAuth, "another minor version under the old MAC", spliced { $0.minor = 1 }),
            vector("auth-extension", .headerAuth, "an extension added", spliced { $0.fields.append((.unsigned(64), .null)) }),
            vector(
                "auth-slot-added", .headerAuth, "a slot added",
                spliced { $0.set(6, .array([1, 2].map { SlotParts(dummy: [0, 0, 0, 0, 0, 0, 0, $0]).item })) }),
            vector("auth-vault-id", .headerAuth, "another vault's name", spliced { $0.set(2, .bytes(Named.bytes("other", 16))) }),
            vector(
                "auth-key-id", .headerAuth, "another generation's name, under a MAC of this one",
                changed { $0.set(3, .bytes(Named.bytes("other", 16))) }.file),
            vector("auth-nonce", .headerAuth, "another nonce", spliced { $0.set(4, .bytes(Named.bytes("other", 24))) }),
            vector("auth-other-mac", .headerAuth, "the MAC of another save", Forge("auth").file(mac: Forge("other save").mac)),
            vector("auth-other-key", .headerAuth, "sealed whole under another key", otherKey.file),
            vector("auth-sidecar-subkey", .headerAuth, "a MAC under the sidecar's subkey", sidecarKey.file),
            vector("auth-payload-subkey", .headerAuth, "a MAC under the payload's subkey", payloadKey.file),
        ]
    }

    private static var payloads: [FixtureCase] {
        let older = Forge("auth")
        let newer = Forge("other save")
        let end = older.prefix.count + 32
        let splice = Forge.summed(newer.prefix + newer.mac + Array(older.file[end...].dropLast(16)))
        return [
            vector("auth-older-payload", .payloadAuth, "an older payload under a newer header", splice),
            vector("auth-payload-first", .payloadAuth, "a bit of the ciphertext", flipped(end)),
            vector("auth-payload-last", .payloadAuth, "the last byte of the ciphertext", flipped(older.file.count - 33)),
            vector("auth-tag", .payloadAuth, "a bit of the tag", flipped(older.file.count - 17)),
            vector(
                "auth-nonce-sealed", .payloadAuth, "the header names another nonce",
                changed { $0.set(4, .bytes(Named.bytes("other", 24))) }.file),
            vector("auth-no-data", .payloadAuth, "sealed without the MAC", changed { $0.associatedData = [] }.file),
            vector(
                "auth-half-data", .payloadAuth, "sealed with half of the MAC",
                changed { $0.associatedData = Array($0.mac.prefix(16)) }.file),
            vector(
                "auth-payload-under-sidecar", .payloadAuth, "sealed under the sidecar's subkey",
                changed { $0.payloadSubkey = 3 }.file),
            vector(
                "auth-payload-under-mac-key", .payloadAuth, "sealed under the header's subkey",
                changed { $0.payloadSubkey = 1 }.file),
        ]
    }

    private static var paddings: [FixtureCase] {
        let count = Payloads.empty.count
        func plaintext(_ name: String, _ expected: VaultErrorClass?, _ about: String, _ plaintext: [UInt8]) -> FixtureCase {
            vector("payload-\(name)", expected, about, section: "7.1", changed { $0.seal(plaintext) }.file)
        }
        func padded(_ length: Int, _ change: (inout [UInt8]) -> Void = { _ in }) -> [UInt8] {
            var bytes = Forge.plaintext(Payloads.empty, paddedLength: length)
            change(&bytes)
            return bytes
        }
        func claiming(_ length: UInt64) -> [UInt8] { length.bigEndianBytes + padded(128).dropFirst(8) }
        return [
            plaintext("no-padding", nil, "no padding at all", padded(8 + count)),
            plaintext("odd-padding", nil, "a length that no writer chooses", padded(8 + count + 13)),
            plaintext("length-by-one", .badPayload, "a length greater by one than the room", claiming(121)),
            plaintext(
                "length-of-all", .badPayload, "a length greater by one than the room, where the room is the payload",
                UInt64(count + 1).bigEndianBytes + Payloads.empty),
            plaintext("length-2^63", .badPayload, "a length of 2^63", claiming(1 << 63)),
            plaintext("length-max", .badPayload, "a length of 2^64-1", claiming(.max)),
            plaintext("length-negative", .badPayload, "a length that wraps around with its own 8 bytes", claiming(.max - 7)),
            plaintext("padding-first", .badPayload, "the first padding byte is not zero", padded(128) { $0[8 + count] = 1 }),
            plaintext("padding-middle", .badPayload, "a padding byte is not zero", padded(128) { $0[8 + count + 5] = 0x80 }),
            plaintext("padding-last", .badPayload, "the last padding byte is not zero", padded(128) { $0[127] = 1 }),
            plaintext(
                "padding-all", .badPayload, "padding of ones",
                padded(128) { $0.replaceSubrange((8 + count)..., with: [UInt8](repeating: 1, count: 120 - count)) }),
        ]
    }
}
