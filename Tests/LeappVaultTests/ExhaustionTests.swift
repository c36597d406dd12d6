import LeappBytes
import LeappCrypto
import Testing

@testable import LeappVault

/// Every small change to a small file: none may open, and each must fail as the format says.
@Suite struct ExhaustionTests {
    private static let file: [UInt8] = {
        let maker = SlotMaker(vaultID: Named.vaultID, dataKey: Named.dataKey)
        let slot = maker.recovery(SlotRecipe.code("tiny"), salt: Named.bytes("tiny salt", 16), name: Named.slot("tiny"))
        return Forge("tiny", slots: [SlotParts(slot)]).file
    }()
    private static let headerEnd = Forge.headerEnd(of: file)
    private static let sealedEnd = file.count - 16

    /// The class of what the file fails with; nil where it opens.
    private func failure(_ bytes: [UInt8]) -> VaultErrorClass? {
        do throws(VaultError) {
            let image = try VaultImage(parsing: bytes)
            _ = try image.open(with: image.unlock(recovery: SlotRecipe.code("tiny")))
            return nil
        } catch {
            return error.errorClass
        }
    }

    @Test func theFileItselfOpens() { #expect(failure(ExhaustionTests.file) == nil) }

    @Test func everyFlippedBitIsTakenForDamage() {
        let framing: Set<VaultErrorClass> = [.notAVault, .mangled, .unsupported, .truncated, .badHeader, .corrupt]
        for bit in 0..<(ExhaustionTests.file.count * 8) {
            var file = ExhaustionTests.file
            file[bit / 8] ^= 1 << UInt8(bit % 8)
            let found = failure(file)
            switch bit / 8 {
            case 0..<16: #expect(found.map(framing.contains) == true, "bit \(bit): \(String(describing: found))")
            case 16..<ExhaustionTests.headerEnd:
                #expect(
                    found == .corrupt || found == .truncated || found == .trailing, "bit \(bit): \(String(describing: found))")
            default: #expect(found == .corrupt, "bit \(bit): \(String(describing: found))")
            }
        }
    }

    @Test func everyFlippedBitWithARightChecksumIsFoundOut() {
        let header: Set<VaultErrorClass> = [
            .notAVault, .mangled, .unsupported, .truncated, .trailing, .badHeader, .needsNewer, .noMatch, .slotTampered,
            .headerAuth,
        ]
        for bit in 0..<(ExhaustionTests.sealedEnd * 8) {
            var file = ExhaustionTests.file
            file[bit / 8] ^= 1 << UInt8(bit % 8)
            let found = failure(Forge.resummed(file))
            switch bit / 8 {
            case 0..<ExhaustionTests.headerEnd:
                #expect(found.map(header.contains) == true, "bit \(bit): \(String(describing: found))")
            case ExhaustionTests.headerEnd..<(ExhaustionTests.headerEnd + 32):
                #expect(found == .headerAuth, "bit \(bit): \(String(describing: found))")
            default: #expect(found == .payloadAuth, "bit \(bit): \(String(describing: found))")
            }
        }
    }

    @Test func everyTruncationIsTruncated() {
        for count in 0..<ExhaustionTests.file.count {
            #expect(failure(Array(ExhaustionTests.file.prefix(count))) == .truncated, "\(count) bytes")
        }
        for count in 16..<ExhaustionTests.sealedEnd {
            #expect(
                failure(Forge.summed(Array(ExhaustionTests.file.prefix(count)))) == .truncated, "\(count) bytes and a checksum")
        }
    }

    @Test func everyByteMoreOrLessInTheHeaderIsFoundOut() {
        for place in 0...ExhaustionTests.headerEnd {
            for byte: UInt8 in [0x00, 0x01, 0x40, 0xa0, 0xff] {
                var file = ExhaustionTests.file
                file.insert(byte, at: place)
                #expect(failure(file) != nil, "\(byte) at \(place)")
                #expect(failure(Forge.resummed(file)) != nil, "\(byte) at \(place)")
            }
            var file = ExhaustionTests.file
            file.remove(at: place)
            #expect(failure(Forge.resummed(file)) != nil, "without \(place)")
        }
    }

    @Test func everySwapOfNeighboursInTheHeaderIsFoundOut() {
        for place in 0..<ExhaustionTests.headerEnd where ExhaustionTests.file[place] != ExhaustionTests.file[place + 1] {
            var file = ExhaustionTests.file
            file.swapAt(place, place + 1)
            #expect(failure(Forge.resummed(file)) != nil, "\(place)")
        }
    }

    /// Two vaults, two generations each, two saves each: header, MAC and payload open together only where all are of one save.
    @Test func noPartOfOneFileFitsAnother() {
        var files: [(forge: Forge, file: [UInt8])] = []
        for vault in ["one", "two"] {
            for key in ["a", "b"] {
                for save in ["1", "2"] {
                    var forge = Forge("\(vault) \(key) \(save)")
                    forge.dataKey = Named.dataKey("\(vault) \(key)")
                    forge.set(2, .bytes(Named.bytes(vault, 16)))
                    forge.set(3, .bytes(forge.dataKey.keyID.bytes))
                    files.append((forge, forge.file))
                }
            }
        }
        for (i, header) in files.enumerated() {
            for (j, mac) in files.enumerated() {
                for (k, payload) in files.enumerated() {
                    let end = payload.forge.prefix.count + 32
                    let spliced = Forge.summed(header.forge.prefix + mac.forge.mac + payload.file[end...].dropLast(16))
                    for key in [header, mac, payload] {
                        let opened = (try? VaultImage(parsing: spliced).open(with: key.forge.dataKey)) != nil
                        #expect(opened == (i == j && j == k), "\(i) \(j) \(k)")
                    }
                }
            }
        }
    }
}
