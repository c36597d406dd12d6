import LeappBytes
import LeappCrypto
import Testing

@testable import LeappVault

/// Parts of related files put together: whatever is not one of the files, byte for byte, does not open.
@Suite struct SpliceTests {
    /// A file cut at its boundaries.
    private struct Parts {
        let key: DataKey
        let header: [UInt8]
        let mac: [UInt8]
        let ciphertext: [UInt8]
        let tag: [UInt8]
        let checksum: [UInt8]

        init(_ name: String, vault: String = "vault id", key: String = "data key", slot: String = "tiny", payload: [UInt8]) {
            self.key = Named.dataKey(key)
            let maker = SlotMaker(vaultID: Named.vaultID(vault), dataKey: self.key)
            let made = maker.recovery(SlotRecipe.code("tiny"), salt: Named.bytes("\(slot) salt", 16), name: Named.slot(slot))
            var forge = Forge(name, slots: [SlotParts(made)], payload: payload)
            forge.dataKey = self.key
            forge.set(2, .bytes(maker.vaultID.bytes))
            forge.set(3, .bytes(self.key.keyID.bytes))
            let file = forge.file
            (header, mac) = (forge.prefix, forge.mac)
            ciphertext = Array(file[(header.count + 32)..<(file.count - 32)])
            (tag, checksum) = (Array(file.suffix(32).prefix(16)), Array(file.suffix(16)))
        }
    }

    /// One vault's save, a later one, with another slot, of another generation; another vault; another vault under the same key.
    private static let files = [
        Parts("older", payload: Payloads.empty), Parts("newer", payload: Payloads.empty),
        Parts("other slot", slot: "other", payload: Payloads.empty),
        Parts("other generation", key: "other key", payload: Payloads.empty),
        Parts("other vault", vault: "other vault", key: "third key", payload: Payloads.empty),
        Parts("other vault, same key", vault: "other vault", payload: Payloads.empty),
    ]

    private func opens(_ file: [UInt8]) -> Bool {
        guard let image = try? VaultImage(parsing: file) else { return false }
        if let key = try? image.unlock(recovery: SlotRecipe.code("tiny")), (try? image.open(with: key)) != nil { return true }
        return SpliceTests.files.contains { (try? image.open(with: $0.key)) != nil }
    }

    @Test(arguments: 0..<6) func noPartOfOneFileFitsAnother(header: Int) {
        let files = SpliceTests.files
        for mac in files.indices {
            for ciphertext in files.indices {
                for tag in files.indices {
                    let body = files[header].header + files[mac].mac + files[ciphertext].ciphertext + files[tag].tag
                    let isOneFile = Set([header, mac, ciphertext, tag]).count == 1
                    if opens(Forge.summed(body)) != isOneFile { Issue.record("\(header) \(mac) \(ciphertext) \(tag)") }
                    for checksum in files.indices where opens(body + files[checksum].checksum) != (isOneFile && checksum == tag) {
                        Issue.record("\(header) \(mac) \(ciphertext) \(tag) \(checksum)")
                    }
                }
            }
        }
    }
}
