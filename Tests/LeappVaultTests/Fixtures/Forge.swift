import LeappBytes
import LeappCrypto

@testable import LeappVault

/// Builds a file from parts of which each may be wrong; what follows from a part is computed anew, so that one fault stays one.
struct Forge {
    var magic = ContainerKind.vault.magic
    var major: UInt16 = 1
    var minor: UInt16 = 0
    var dataKey = Named.dataKey
    /// The header map, pair by pair.
    var fields: [(Item, Item)]
    /// Instead of `fields`.
    var header: [UInt8]?
    /// Instead of the header's own length.
    var headerLength: UInt32?
    var nonce: [UInt8]
    var plaintext: [UInt8]
    var headerSubkey: UInt64 = 1
    var payloadSubkey: UInt64 = 2
    var associatedData: [UInt8]?

    /// A small lawful file: one recovery slot that nobody opens, a plaintext of 128 bytes.
    init(_ name: String, slots: [SlotParts] = [SlotParts(dummy: Named.bytes("dummy", 8))], payload: [UInt8] = Payloads.empty) {
        nonce = Named.bytes("\(name) nonce", 24)
        plaintext = Forge.plaintext(payload, paddedLength: 128)
        fields = [
            (.unsigned(1), .unsigned(1)), (.unsigned(2), .bytes(Named.vaultID.bytes)),
            (.unsigned(3), .bytes(Named.dataKey.keyID.bytes)), (.unsigned(4), .bytes(nonce)),
            (.unsigned(5), .unsigned(128)), (.unsigned(6), .array(slots.map(\.item))), (.unsigned(7), .array([])),
        ]
    }

    static func plaintext(_ payload: [UInt8], paddedLength: Int) -> [UInt8] {
        UInt64(payload.count).bigEndianBytes + payload + [UInt8](repeating: 0, count: paddedLength - 8 - payload.count)
    }

    mutating func set(_ key: UInt64, _ value: Item) {
        for index in fields.indices {
            if case .unsigned(key) = fields[index].0 { fields[index].1 = value }
        }
    }

    mutating func remove(_ key: UInt64) {
        fields.removeAll { if case .unsigned(key) = $0.0 { true } else { false } }
    }

    /// Replaces the plaintext and says so in the header.
    mutating func seal(_ plaintext: [UInt8]) {
        self.plaintext = plaintext
        set(5, .unsigned(UInt64(plaintext.count)))
    }

    /// Everything before the MAC.
    var prefix: [UInt8] {
        let header = header ?? Item.map(fields).encoded
        return magic + major.bigEndianBytes + minor.bigEndianBytes
            + (headerLength ?? UInt32(header.count)).bigEndianBytes + header
    }

    var mac: [UInt8] {
        BLAKE2b.hash(
            prefix.rawSpan, count: 32, personalisation: "leapp-v1-header", key: dataKey.subkey(headerSubkey).bytes)
    }

    /// The whole file, with the right MAC, seal and checksum for what it holds.
    var file: [UInt8] { file(mac: mac) }

    /// The whole file with another MAC.
    func file(mac: [UInt8]) -> [UInt8] {
        let data = associatedData ?? mac
        let sealed = XChaCha20Poly1305.seal(
            plaintext.rawSpan, key: dataKey.subkey(payloadSubkey), nonce: nonce, associatedData: data.rawSpan)
        return Forge.summed(prefix + mac + sealed)
    }

    /// Where the header of a lawful file ends.
    static func headerEnd(of file: [UInt8]) -> Int { 16 + (Int(file[14]) << 8 | Int(file[15])) }

    /// `bytes` and their checksum.
    static func summed(_ bytes: [UInt8]) -> [UInt8] {
        bytes + BLAKE2b.hash(bytes.rawSpan, count: 16, personalisation: "leapp-v1-sum")
    }

    /// `file` with the checksum made right again after a change.
    static func resummed(_ file: [UInt8]) -> [UInt8] { summed(Array(file.dropLast(16))) }
}
