import LeappBytes
import LeappCrypto
import LeappFiles
import LeappFilesTesting
import LeappMerge
import LeappVault
import LeappWorkspace
import Testing

@testable import LeappEngine

/// A change of passphrase or recovery code is a new key generation (spec/format.md section 10).
@Suite struct RotationTests {
    @discardableResult
    private func rotate(_ home: StoreHome, _ machine: String = "a", keepBackups: Bool = false) throws -> [UInt8] {
        let rotation = try home.store(machine).rotate(
            with: .passphrase(StoreHome.passphrase("first")), StoreHome.rotation("second", keepsBackups: keepBackups))
        let text = rotation.recoveryCode.text()
        return Array(text.bytes)
    }

    private func opens(_ image: VaultImage, passphrase: String) throws -> Bool {
        do {
            return try image.unlock(passphrase: StoreHome.passphrase(passphrase)).keyID == image.header.keyID
        } catch VaultError.noMatch {
            return false
        }
    }

    private func opens(_ image: VaultImage, code: [UInt8]) throws -> Bool {
        let typed = try RecoveryCode(parsing: code.rawSpan)
        do {
            return try image.unlock(recovery: typed).keyID == image.header.keyID
        } catch VaultError.noMatch {
            return false
        }
    }

    private func open(_ home: StoreHome, code: [UInt8]) throws -> OpenVault {
        let code = try RecoveryCode(parsing: code.rawSpan)
        return try home.store().open(with: .recovery(code))
    }

    @Test func theNewSecretsOpenAndTheOldOnesDoNot() throws {
        let home = try StoreHome()
        let first = try home.create()
        let old = Array(first.bytes)
        try home.open().write(1)
        let new = try rotate(home)
        #expect(throws: StoreError.vault(.noMatch(needsSecondSecret: false))) { try home.open() }
        #expect(throws: StoreError.vault(.noMatch(needsSecondSecret: false))) { try open(home, code: old) }
        #expect(try home.open("a", "second").numbers() == [1])
        #expect(try open(home, code: new).numbers() == [1])
        let payload = try home.open("a", "second").payload()
        #expect(payload.ancestors.count == 1)
        #expect(payload.versions.count == 1)
    }

    @Test func aWrongPassphraseChangesNothing() throws {
        let home = try StoreHome()
        try home.create()
        let before = try home.bytes()
        #expect(throws: StoreError.vault(.noMatch(needsSecondSecret: false))) {
            _ = try home.store().rotate(with: .passphrase(StoreHome.passphrase("wrong")), StoreHome.rotation("second"))
        }
        #expect(try home.bytes() == before)
    }

    @Test func backupsThatOpenWithTheOldPassphraseGo() throws {
        let home = try StoreHome()
        try home.create()
        for number in 0..<3 { try home.open().write(number) }
        #expect(try home.backups().count == 4)
        try rotate(home)
        #expect(try home.backups().count == 1)
        let kept = try StoreHome()
        try kept.create()
        try kept.open().write(1)
        try rotate(kept, keepBackups: true)
        #expect(try kept.backups().count == 3)
    }

    @Test func anOpenVaultStopsAtAForeignKey() throws {
        let home = try StoreHome()
        try home.create()
        let vault = try home.open()
        try rotate(home)
        let found = try home.store().image().header.keyID
        #expect(throws: StoreError.foreignKey(path: home.vault, found: found)) { try vault.payload() }
        #expect(throws: StoreError.foreignKey(path: home.vault, found: found)) { try vault.write(1) }
    }

    @Test func aCopyFromBeforeTheRotationIsRefusedUntilItIsNamed() throws {
        let home = try StoreHome()
        try home.create()
        try home.open().write(1)
        let older = try home.bytes()
        let oldKey = try home.open().key.keyID
        try rotate(home)
        let newKey = try home.open("a", "second").key.keyID
        home.overwrite(older)
        #expect(throws: StoreError.forkedKey(path: home.vault, pinned: newKey, found: oldKey)) { try home.open() }
        #expect(try home.open(generation: oldKey).numbers() == [1])
        #expect(try home.open().numbers() == [1])
    }

    @Test func aRotationElsewhereIsConfirmedOnce() throws {
        let home = try StoreHome()
        try home.create()
        try home.open("a").write(1)
        try home.open("b").write(2)
        try rotate(home, "b")
        let found = try home.store("a").image().header.keyID
        let refusal = #expect(throws: StoreError.self) { try home.open("a", "second") }
        guard case .newGeneration(_, _, found, let writer, _)? = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(try home.open("b", "second").payload().writer == writer)
        #expect(try home.open("a", "second", generation: found).numbers() == [1, 2])
        #expect(try home.open("a", "second").numbers() == [1, 2])
    }

    @Test func aStrongerKDFIsNeverMadeWeaker() throws {
        let home = try StoreHome()
        let strong = KDFParameters(memory: 2048, passes: 2)
        _ = try home.store().create(passphrase: StoreHome.passphrase("first"), kdf: strong)
        try rotate(home)
        #expect(try home.costs() == [strong])
    }

    @Test func aVaultBelowTheFloorIsMadeAnewByTodaysPolicyUnlessMoreIsAskedFor() throws {
        let home = try StoreHome()
        try home.create()
        let warnings = try home.open().takeWarnings()
        #expect(warnings.contains(.weakKDF(StoreHome.cheap)))
        let same = KeyRotation(passphrases: [PassphraseSecret(try StoreHome.passphrase("first"))])
        _ = try home.store().rotate(with: .passphrase(StoreHome.passphrase("first")), same)
        #expect(try home.costs() == [.standard])
        #expect(try home.open().takeWarnings().isEmpty)
    }

    @Test func theOldSecretsAreUselessForEveryLaterFileAndOpenEveryOlderOne() throws {
        let home = try StoreHome()
        let shown = try home.create()
        let code = Array(shown.bytes)
        try home.open().write(1)
        let older = try VaultImage(parsing: home.bytes())
        try rotate(home)
        for number in 2...3 { try home.open("a", "second").write(number) }
        for file in try [home.bytes()] + home.backups().map(home.read) {
            let later = try VaultImage(parsing: file)
            #expect(try !opens(later, passphrase: "first"))
            #expect(try !opens(later, code: code))
            #expect(try opens(later, passphrase: "second"))
        }
        #expect(try opens(older, passphrase: "first"))
        #expect(try opens(older, code: code))
    }

    @Test func severalPassphrasesOpenTheNextGeneration() throws {
        let home = try StoreHome()
        try home.create()
        _ = try home.store().rotate(with: .passphrase(StoreHome.passphrase("first")), StoreHome.rotation("first", "second"))
        let first = try home.open()
        #expect(try home.open("a", "second").slot != first.slot)
        var slots = try PassphraseSlots(of: first, openedBy: PassphraseSecret(StoreHome.passphrase("first")))
        #expect(slots.count == 2)
        #expect(slots.open.count == 1)
        let stranger = try PassphraseSecret(StoreHome.passphrase("third"))
        #expect(throws: StoreError.vault(.noMatch(needsSecondSecret: false))) { try slots.keep(stranger) }
        #expect(try !slots.isInUse(stranger))
        let second = try PassphraseSecret(StoreHome.passphrase("second"))
        #expect(try slots.isInUse(second))
        try slots.keep(second)
        #expect(slots.open.isEmpty)
        #expect(slots.kept.count == 2)
        #expect(throws: StoreError.vault(.noMatch(needsSecondSecret: false))) { try slots.keep(second) }
        slots.drop(slots.kept[0].slot)
        #expect(slots.kept.count == 1)
    }

    @Test func passphrasesThatAreNotAtHandAreGivenUpOnlyByName() throws {
        let home = try StoreHome()
        let shown = try home.create()
        let code = Array(shown.bytes)
        let vault = try open(home, code: code)
        var slots = PassphraseSlots(of: vault, openedBy: nil)
        #expect(slots.kept.isEmpty)
        #expect(slots.dropOpen().count == 1)
        #expect(slots.count == 0)
    }

    @Test func aRemovedDeviceIsDeletedAndCutsOffAllThatCameBefore() throws {
        let home = try StoreHome()
        try home.create()
        try home.addDevice("b")
        let here = try home.open("a", generation: home.store().image().header.keyID)
        try here.write(1)
        let device = try #require(try here.device(called: "host-b"))
        #expect(device.publicKey != nil)
        #expect(try here.payload().ancestors.map(\.isCutOff) == [false])
        let older = try home.bytes()
        _ = try home.store().rotate(
            with: .passphrase(StoreHome.passphrase("first")), StoreHome.rotation("second", device: .remove(device.id)))
        let vault = try home.open("a", "second")
        #expect(try vault.device(called: "host-b") == nil)
        #expect(try vault.payload().ancestors.map(\.isCutOff) == [true, true])
        #expect(vault.image.header.slots.map(\.kind.type).sorted() == [1, 2])
        #expect(throws: StoreError.vault(.foreignGeneration(vault.key.keyID))) { try home.openByDevice("b") }
        home.overwrite(older)
        #expect(throws: StoreError.self) { try home.open("a", "first") }
    }

    @Test func aRemovedDeviceMayNotGiveItselfAKeyAgain() throws {
        let home = try StoreHome()
        try home.create()
        try home.addDevice("b")
        let here = try home.open("a", generation: home.store().image().header.keyID)
        let device = try #require(try here.device(called: "host-b"))
        _ = try home.store().rotate(
            with: .passphrase(StoreHome.passphrase("first")), StoreHome.rotation("second", device: .remove(device.id)))
        let found = try home.store().image().header.keyID
        let key = try home.deviceKey("b").prepared()
        #expect(throws: StoreError.deviceRemoved) {
            _ = try home.store("b").rotate(
                with: .passphrase(StoreHome.passphrase("second")), StoreHome.rotation("second", device: .add(publicKey: key)),
                generation: found)
        }
    }
}
