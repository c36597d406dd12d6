import FuzzSupport
import LeappBytes

@testable import LeappVault

/// A file that a stranger made.
struct WholeFile {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func check() {
        for kind in [ContainerKind.vault, .sidecar] {
            check(bytes, kind)
            guard let mended else { continue }
            check(mended, kind)
        }
    }

    /// The file with the checksum that fits it.
    private var mended: [UInt8]? {
        guard bytes.count > Framing.checksumCount else { return nil }
        let body = Array(bytes.dropLast(Framing.checksumCount))
        return body + Framing.checksum(of: body.rawSpan)
    }

    private func check(_ file: [UInt8], _ kind: ContainerKind) {
        let framing = FramingRules.verdict(file, magic: kind.magic)
        switch read(file, kind) {
        case .success(let image):
            demand(framing == nil, "a file was read whose framing is wrong")
            let sum = Framing.checksum(of: Array(file.dropLast(Framing.checksumCount)).rawSpan)
            demand(Array(file.suffix(Framing.checksumCount)) == sum, "a file was read whose checksum does not fit")
            HeaderRules(image).check()
            checkOpening(image)
        case .failure(let error):
            let allowed: Set<VaultErrorClass> = [.truncated, .trailing, .corrupt, .badHeader, .unsupported, .needsNewer]
            demand(framing.map { error.errorClass == $0 } ?? allowed.contains(error.errorClass), "a file is not \(error)")
        }
    }

    private func read(_ file: [UInt8], _ kind: ContainerKind) -> Result<VaultImage, VaultError> {
        do { return .success(try VaultImage(parsing: file, kind: kind)) } catch { return .failure(error) }
    }

    private func checkOpening(_ image: VaultImage) {
        do {
            _ = try image.open(with: Known.key)
            demand(image.header.keyID == Known.key.keyID, "a file opens with the key that it names")
        } catch {
            demand([.headerAuth, .payloadAuth, .badPayload].contains(error.errorClass), "opening is not \(error)")
        }
    }
}
