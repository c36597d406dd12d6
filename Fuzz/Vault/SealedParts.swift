import FuzzSupport
import LeappBytes
import LeappCrypto

@testable import LeappVault

/// `choices (12) ‖ minor (2) ‖ H (2) ‖ header map ‖ plaintext`: the map is disturbed as the choices say. Where it is lawful, it gets
/// the known key's name and the plaintext's length, and the file is sealed, so that what lies behind MAC and tag is reached.
struct SealedParts {
    private let minor: UInt16
    private let header: [UInt8]
    private var plaintext: [UInt8]

    init(_ bytes: [UInt8]) {
        let choices = Array(bytes.prefix(12))
        var decisions = Decisions(Array(bytes.dropFirst(12)))
        minor = UInt16(decisions.byte()) << 8 | UInt16(decisions.byte())
        let map = decisions.take(Int(decisions.byte()) << 8 | Int(decisions.byte()))
        header = Item.disturbed(map, by: choices)
        plaintext = decisions.take(.max)
        while plaintext.count < 8 { plaintext.append(0) }
    }

    func check() {
        for kind in [ContainerKind.vault, .sidecar] {
            do {
                check(try VaultHeader(parsing: header.rawSpan, minor: minor, kind: kind), kind)
            } catch {
                let allowed: Set<VaultErrorClass> = [.badHeader, .unsupported, .needsNewer]
                demand(allowed.contains(error.errorClass), "a header is not \(error.errorClass)")
            }
        }
    }

    private func check(_ header: VaultHeader, _ kind: ContainerKind) {
        demand(header.encoded == self.header, "a header is written again byte for byte")
        let file = sealed(header, kind)
        let image = always("what was sealed is read") { () throws(VaultError) in try VaultImage(parsing: file, kind: kind) }
        HeaderRules(image).check()
        let payload = opened(image)
        demand(payload == lawfulPayload, "the padding is refused where it is not lawful, and only there")
        if let payload { checkSavingAgain(image, payload, kind) }
        checkForgery(file, kind)
    }

    private func opened(_ image: VaultImage) -> [UInt8]? {
        do {
            let payload = try image.open(with: Known.key)
            return Array(payload.bytes)
        } catch {
            demand(error == .badPadding, "what was sealed opens: \(error)")
            return nil
        }
    }

    /// What spec/format.md section 7.1 says of the plaintext.
    private var lawfulPayload: [UInt8]? {
        let length = plaintext[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(plaintext.count - 8), plaintext[(8 + Int(length))...].allSatisfy({ $0 == 0 }) else { return nil }
        return Array(plaintext[8..<(8 + Int(length))])
    }

    private func sealed(_ header: VaultHeader, _ kind: ContainerKind) -> [UInt8] {
        let map = VaultHeader(
            minor: minor, vaultID: header.vaultID, keyID: Known.key.keyID, nonce: header.nonce, paddedLength: plaintext.count,
            slots: header.slots, critical: header.critical, extensions: header.extensions
        ).encoded
        var file = kind.magic + [0, 1] + minor.bigEndianBytes + UInt32(map.count).bigEndianBytes + map
        let mac = Framing.mac(of: file.rawSpan, key: Known.key.subkey(kind.headerKey))
        file += Array(mac.bytes)
        file += XChaCha20Poly1305.seal(
            plaintext.rawSpan, key: Known.key.subkey(kind.payloadKey), nonce: header.nonce, associatedData: mac.bytes)
        file += Framing.checksum(of: file.rawSpan)
        return file
    }

    /// A save keeps slots, minor version, critical keys and extensions.
    private func checkSavingAgain(_ image: VaultImage, _ payload: [UInt8], _ kind: ContainerKind) {
        let generation = always("the generation of a file that opens") { () throws(VaultError) in
            try KeyGeneration(of: image, key: Known.key)
        }
        let saved: Result<[UInt8], VaultError>
        do {
            saved = .success(try generation.seal(payload: payload.rawSpan, nonce: image.header.nonce, kind: kind))
        } catch {
            saved = .failure(error)
        }
        guard case .success(let file) = saved else { broken("a file that opens is saved again: \(saved)") }
        let again = always("what was saved is read") { () throws(VaultError) in try VaultImage(parsing: file, kind: kind) }
        demand(opened(again) == payload, "a save keeps the payload")
        demand(again.header.slots == image.header.slots, "a save keeps the slots")
        demand(again.header.minor == image.header.minor, "a save keeps the minor version")
        demand(again.header.critical == image.header.critical, "a save keeps the critical keys")
        demand(again.header.extensions == image.header.extensions, "a save keeps the extensions")
    }

    /// One changed bit before the checksum, which is mended, never opens.
    private func checkForgery(_ file: [UInt8], _ kind: ContainerKind) {
        let place = plaintext.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xffff } % (file.count - Framing.checksumCount)
        var forged = Array(file.dropLast(Framing.checksumCount))
        forged[place] ^= 1 << (plaintext[plaintext.count - 1] & 7)
        forged += Framing.checksum(of: forged.rawSpan)
        let image = try? VaultImage(parsing: forged, kind: kind)
        demand((try? image?.open(with: Known.key)) == nil, "a forged file does not open")
    }
}
