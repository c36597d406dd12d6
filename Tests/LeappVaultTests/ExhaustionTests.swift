import Foundation
import LeappBytes
import LeappCrypto
import LeappMerge
import Testing

@testable import LeappVault

/// Every small change to a file: none may open, and each must fail as the format says.
///
/// The whole of a small file is gone through each time. Of a file of the real least size (16 KiB of plaintext) it is every bit
/// with LEAPP_EXHAUSTIVE set, and else one in each stride, another one from stride to stride.
@Suite struct ExhaustionTests {
    enum Size: String, CaseIterable, Sendable { case small, real }

    private static let isExhaustive = ProcessInfo.processInfo.environment["LEAPP_EXHAUSTIVE"] != nil
    private static let code = SlotRecipe.code("tiny")

    private static let files: [Size: [UInt8]] = {
        let maker = SlotMaker(vaultID: Named.vaultID, dataKey: Named.dataKey)
        let slot = maker.recovery(SlotRecipe.code("tiny"), salt: Named.bytes("tiny salt", 16), name: Named.slot("tiny"))
        var real = Forge("real", slots: [SlotParts(slot)])
        real.seal(Forge.plaintext(Payloads.note(fill: 100), paddedLength: Padding.least))
        return [.small: Forge("tiny", slots: [SlotParts(slot)]).file, .real: real.file]
    }()

    private static func file(_ size: Size) -> [UInt8] { files[size] ?? [] }

    /// The class of what the file fails with; nil where it opens.
    private func failure(_ bytes: [UInt8]) -> VaultErrorClass? {
        do throws(VaultError) {
            let image = try VaultImage(parsing: bytes)
            _ = try image.open(with: image.unlock(recovery: ExhaustionTests.code))
            return nil
        } catch {
            return error.errorClass
        }
    }

    /// The bits of `count` bytes that this run goes through, a quarter of them: one of every `stride` where not all of them.
    private func bits(_ count: Int, _ size: Size, part: Int) -> some Sequence<Int> {
        let stride = size == .small || ExhaustionTests.isExhaustive ? 1 : 37
        let (first, last) = (part * count * 8 / 4 / stride, (part + 1) * count * 8 / 4 / stride)
        return (first..<last).lazy.map { $0 * stride + $0 % stride }
    }

    private func flipped(_ file: [UInt8], _ bit: Int) -> [UInt8] {
        var file = file
        file[bit / 8] ^= 1 << UInt8(bit % 8)
        return file
    }

    @Test(arguments: Size.allCases) func theFileItselfOpens(size: Size) throws {
        #expect(failure(ExhaustionTests.file(size)) == nil)
        let image = try VaultImage(parsing: ExhaustionTests.file(size))
        #expect(size == .small || image.header.paddedLength == Padding.least)
        _ = try Payload(parsing: image.open(with: Named.dataKey), of: Named.dataKey.keyID.bytes)
    }

    @Test(arguments: Size.allCases, 0..<4) func everyFlippedBitIsTakenForDamage(size: Size, part: Int) {
        let file = ExhaustionTests.file(size)
        let headerEnd = Forge.headerEnd(of: file)
        let framing: Set<VaultErrorClass> = [.notAVault, .mangled, .unsupported, .truncated, .badHeader, .corrupt]
        for bit in bits(file.count, size, part: part) {
            let found = failure(flipped(file, bit))
            let isRight =
                switch bit / 8 {
                case 0..<16: found.map(framing.contains) == true
                case 16..<headerEnd: found == .corrupt || found == .truncated || found == .trailing
                default: found == .corrupt
                }
            if !isRight { Issue.record("bit \(bit): \(String(describing: found))") }
        }
    }

    @Test(arguments: Size.allCases, 0..<4) func everyFlippedBitWithARightChecksumIsFoundOut(size: Size, part: Int) {
        let file = ExhaustionTests.file(size)
        let headerEnd = Forge.headerEnd(of: file)
        let header: Set<VaultErrorClass> = [
            .notAVault, .mangled, .unsupported, .truncated, .trailing, .badHeader, .needsNewer, .noMatch, .slotTampered,
            .headerAuth,
        ]
        for bit in bits(file.count - 16, size, part: part) {
            let found = failure(Forge.resummed(flipped(file, bit)))
            let isRight =
                switch bit / 8 {
                case 0..<headerEnd: found.map(header.contains) == true
                case headerEnd..<(headerEnd + 32): found == .headerAuth
                default: found == .payloadAuth
                }
            if !isRight { Issue.record("bit \(bit): \(String(describing: found))") }
        }
    }

    @Test(arguments: Size.allCases) func everyTruncationIsTruncated(size: Size) {
        let file = ExhaustionTests.file(size)
        for count in 0..<file.count where failure(Array(file.prefix(count))) != .truncated {
            Issue.record("\(count) bytes")
        }
        for count in 16..<(file.count - 16) where failure(Forge.summed(Array(file.prefix(count)))) != .truncated {
            Issue.record("\(count) bytes and a checksum")
        }
    }

    @Test func everyByteMoreOrLessInTheHeaderIsFoundOut() {
        let file = ExhaustionTests.file(.small)
        let bytes = ExhaustionTests.isExhaustive ? Array(UInt8.min...UInt8.max) : [0x00, 0x01, 0x18, 0x40, 0x80, 0xa0, 0xff]
        for place in 0...Forge.headerEnd(of: file) {
            for byte in bytes {
                var longer = file
                longer.insert(byte, at: place)
                if failure(longer) == nil || failure(Forge.resummed(longer)) == nil { Issue.record("\(byte) at \(place)") }
            }
            var shorter = file
            shorter.remove(at: place)
            if failure(shorter) == nil || failure(Forge.resummed(shorter)) == nil { Issue.record("without \(place)") }
        }
    }

    @Test func everySwapOfNeighboursInTheHeaderIsFoundOut() {
        let file = ExhaustionTests.file(.small)
        for place in 0..<Forge.headerEnd(of: file) where file[place] != file[place + 1] {
            var swapped = file
            swapped.swapAt(place, place + 1)
            if failure(swapped) == nil || failure(Forge.resummed(swapped)) == nil { Issue.record("\(place)") }
        }
    }
}
