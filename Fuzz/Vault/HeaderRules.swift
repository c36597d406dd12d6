import FuzzSupport
import LeappBytes

@testable import LeappVault

/// What holds for every header that was read (spec/format.md sections 3 and 4).
struct HeaderRules {
    private let image: VaultImage

    init(_ image: VaultImage) { self.image = image }

    func check() {
        let header = image.header
        let encoded = header.encoded
        demand(Array(image.bytes[16..<(16 + encoded.count)]) == encoded, "a header is written again byte for byte")
        demand(image.bytes.count == 80 + encoded.count + header.paddedLength, "nothing stands after the file's end")
        demand(image.kind.slotCounts.contains(header.slots.count), "the number of slots is lawful")
        let names = header.slots.map(\.id)
        demand(zip(names, names.dropFirst()).allSatisfy { $0 < $1 }, "slots ascend")
        demand(header.slots.count { $0.kind.type == 1 } <= 4, "at most four slots ask for Argon2id")
        demand(header.critical.allSatisfy { (1...7).contains($0) }, "nothing critical is unknown")
        demand(zip(header.critical, header.critical.dropFirst()).allSatisfy { $0 < $1 }, "critical keys ascend")
        demand(header.extensions.allSatisfy { $0.key >= 64 }, "extensions have keys of their own")
        demand(header.nonce.count == 24, "the nonce has 24 bytes")
        for slot in header.slots {
            demand(
                slot.commitment.count == 32 && slot.nonce.count == 24 && slot.wrapped.count == 48,
                "a slot's parts have their sizes")
            if case .passphrase(let kdf, _, _) = slot.kind { checkCost(kdf) }
        }
        do {
            _ = try image.unlock(recovery: Known.code)
            broken("a code that nobody gave out opens a slot")
        } catch {
            demand([.noMatch, .slotTampered].contains(error.errorClass), "a wrong code is not \(error.errorClass)")
        }
    }

    private func checkCost(_ kdf: KDFParameters) {
        let isLawful = (1024...1_048_576).contains(kdf.memory) && (1...16).contains(kdf.passes)
        let isCheap = isLawful && kdf.memory * kdf.passes <= 4_194_304
        demand(((try? kdf.check(allowingCostly: true)) != nil) == isLawful, "the bounds of Argon2id hold")
        demand(((try? kdf.check(allowingCostly: false)) != nil) == isCheap, "the bound of memory times passes holds")
        let stronger = kdf.stronger(than: .floor)
        demand(stronger.memory >= 65536, "a rotation never asks for less memory than the floor")
        demand((try? stronger.check(allowingCostly: false)) != nil || kdf.passes > 16, "what a rotation asks for is lawful")
    }
}
