import LeappBytes
import LeappCrypto
import LeappFiles
import LeappFilesTesting
import LeappMerge
import LeappState
import Testing

@testable import LeappEngine
@testable import LeappVault

/// A file under the pinned key that has other slots or ancestors than all files of that key have (spec/format.md section 10).
@Suite struct AlteredGenerationTests {
    /// What somebody makes of the vault's file who has its data key: a slot of his own beside the others, that "mine" opens.
    private func adding(_ passphrase: String = "mine", to home: StoreHome, by vault: OpenVault) throws -> [UInt8] {
        let image = try VaultImage(parsing: home.bytes())
        let generation = try KeyGeneration(of: image, key: vault.key)
        let maker = SlotMaker(vaultID: generation.vaultID, dataKey: generation.dataKey)
        let id = try #require(SlotID([UInt8](repeating: 2, count: 8)))
        let secret = PassphraseSecret(try StoreHome.passphrase(passphrase))
        let own = try maker.passphrase(
            secret, kdf: StoreHome.cheap, salt: [UInt8](repeating: 1, count: 16),
            name: SlotMaker.Name(id: id, nonce: [UInt8](repeating: 3, count: 24)))
        let altered = KeyGeneration(vaultID: generation.vaultID, dataKey: generation.dataKey, slots: generation.slots + [own])
        let payload = try image.open(with: vault.key)
        return try altered.seal(payload: payload.bytes, randomness: .system)
    }

    private func first() throws -> Unlocker { .passphrase(try StoreHome.passphrase("first")) }

    /// `body` is refused with the one error, and changes neither the vault, nor the backups, nor the pins.
    private func expectRefusal(_ home: StoreHome, of vault: OpenVault, _ body: () throws -> Void) throws {
        let (file, backups) = (try home.bytes(), try home.backups())
        let pins = try home.effects().openState().pins(of: vault.vaultID.bytes)
        let folder = FilePath.join(try home.effects().places.backups, vault.vaultID.bytes.hex)
        let error = #expect(throws: StoreError.self) { try body() }
        #expect(error == .alteredGeneration(path: home.vault, backups: folder))
        #expect(error?.errorClass == .badPayload)
        #expect(try home.bytes() == file)
        #expect(try home.backups() == backups)
        #expect(try home.effects().openState().pins(of: vault.vaultID.bytes) == pins)
    }

    @Test func aSlotThatWasAddedIsNoticedByWhoeverKnowsTheGeneration() throws {
        let home = try StoreHome()
        try home.create()
        let vault = try home.open()
        try vault.write(1)
        let own = try home.bytes()
        home.overwrite(try adding(to: home, by: vault))
        for passphrase in ["first", "mine"] {
            try expectRefusal(home, of: vault) { try home.open("a", passphrase) }
            try expectRefusal(home, of: vault) { try home.open("a", passphrase, generation: vault.key.keyID) }
        }
        try expectRefusal(home, of: vault) { _ = try home.store().verify(with: first()) }
        try expectRefusal(home, of: vault) { _ = try home.store().upgrade(with: first()) }
        try expectRefusal(home, of: vault) { _ = try home.store().rotate(with: first(), StoreHome.rotation("first")) }
        // Whoever has it open, as the agent does, neither reads nor writes it.
        try expectRefusal(home, of: vault) { _ = try vault.payload() }
        try expectRefusal(home, of: vault) { try vault.write(2) }
        // The way out: the file of before, then a new key.
        home.overwrite(own)
        #expect(try vault.numbers() == [1])
        _ = try home.store().rotate(with: first(), StoreHome.rotation("first"))
        #expect(try home.open().numbers() == [1])
        #expect(try home.open().key.keyID != vault.key.keyID)
    }

    @Test func aMachineThatNeverSawTheGenerationTakesTheFileAsItIs() throws {
        let home = try StoreHome()
        try home.create()
        home.overwrite(try adding(to: home, by: home.open()))
        #expect(try home.open("b", "mine").takeWarnings().contains(.noPin(location: home.vault)))
    }

    @Test func theGenerationIsKnownWhereverAFileOfItLies() throws {
        let home = try StoreHome()
        try home.create()
        let vault = try home.open()
        home.directory.write(try adding(to: home, by: vault), to: "data/copy.lpv")
        let copy = VaultStore(path: home.directory("data/copy.lpv"), effects: try home.effects())
        let error = #expect(throws: StoreError.self) { try copy.open(with: first()) }
        #expect(error?.errorClass == .badPayload)
        home.directory.write(try home.bytes(), to: "data/copy.lpv")
        let opened = try copy.open(with: first())
        #expect(opened.vaultID == vault.vaultID)
    }

    @Test func thePinOfAnEarlierProgramIsBelievedAndLearnsTheFingerprintAtTheNextOpening() throws {
        let home = try StoreHome()
        try home.create()
        let vault = try home.open()
        try vault.write(1)
        let state = try home.effects().openState()
        let older = try home.bytes()
        try vault.write(2)
        let versions = try vault.payload().versions
        let early = VaultPin(
            vaultID: vault.vaultID, location: home.vault, keyID: vault.key.keyID, versions: versions, fingerprint: nil)
        try state.setPin(early.row(key: vault.key))
        let newest = try home.bytes()
        home.overwrite(older)
        #expect(
            try home.open().takeWarnings().contains(.rollback(location: home.vault, recoveredBackups: 1, isComplete: true)))
        try state.setPin(early.row(key: vault.key))
        home.overwrite(newest)
        let again = try home.open().takeWarnings()
        #expect(!again.contains { if case .pinForged = $0 { true } else { false } })
        let fingerprint = try #require(try state.pins(of: vault.vaultID.bytes).first?.fingerprint)
        #expect(fingerprint.count == 32)
        home.overwrite(try adding(to: home, by: vault))
        try expectRefusal(home, of: vault) { try home.open() }
    }

    @Test func afterARotationElsewhereThePinKnowsTheNewSlots() throws {
        let home = try StoreHome()
        try home.create()
        try home.open("a").write(1)
        try home.open("b").write(2)
        _ = try home.store("b").rotate(
            with: .passphrase(StoreHome.passphrase("first")), StoreHome.rotation("second"))
        let found = try home.store().image().header.keyID
        let vault = try home.open("a", "second", generation: found)
        #expect(try home.open("a", "second").numbers() == [1, 2])
        home.overwrite(try adding(to: home, by: vault))
        try expectRefusal(home, of: vault) { try home.open("a", "second") }
    }

    @Test func aPinWhoseFingerprintWasTakenAwayIsForged() throws {
        let home = try StoreHome()
        try home.create()
        let vault = try home.open()
        let state = try home.effects().openState()
        var pin = try #require(try state.pins(of: vault.vaultID.bytes).first)
        pin.fingerprint = nil
        try state.setPin(pin)
        #expect(try home.open().takeWarnings().contains(.pinForged(location: home.vault)))
    }
}
