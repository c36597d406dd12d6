import LeappBytes
import LeappCrypto
import LeappFiles
import LeappFilesTesting
import LeappMerge
import LeappState
import LeappVault
import Testing

@testable import LeappEngine

/// What a machine remembers of a vault, and what it makes of a file that does not fit (spec/format.md section 10).
@Suite struct PinTests {
    private func news(_ vault: OpenVault) -> [StoreWarning] {
        vault.takeWarnings().filter { if case .weakKDF = $0 { false } else { true } }
    }

    @Test func anOlderFileIsMergedAndNeverTakenInstead() throws {
        let home = try StoreHome()
        try home.create()
        let vault = try home.open()
        try vault.write(1)
        let older = try home.bytes()
        try vault.write(2)
        home.overwrite(older)
        let again = try home.open()
        #expect(news(again) == [.rollback(location: home.vault, recoveredBackups: 1, isComplete: true)])
        #expect(try again.numbers() == [1, 2])
        #expect(try news(home.open()) == [])
        #expect(try home.open("b").numbers() == [1, 2])
    }

    @Test func anOpenVaultNoticesAnOlderFile() throws {
        let home = try StoreHome()
        try home.create()
        let vault = try home.open()
        try vault.write(1)
        let older = try home.bytes()
        try vault.write(2)
        _ = news(vault)
        home.overwrite(older)
        #expect(try vault.numbers() == [1, 2])
        #expect(news(vault) == [.rollback(location: home.vault, recoveredBackups: 1, isComplete: true)])
        home.overwrite(older)
        try vault.write(3)
        #expect(try home.open().numbers() == [1, 2, 3])
    }

    @Test func anOlderFileWithoutBackupsIsSaidToBeIncomplete() throws {
        let home = try StoreHome()
        try home.create()
        let vault = try home.open()
        try vault.write(1)
        let older = try home.bytes()
        try vault.write(2)
        home.overwrite(older)
        for backup in try home.backups() { try POSIXFileSystem().remove(backup) }
        let again = try home.open()
        #expect(news(again) == [.rollback(location: home.vault, recoveredBackups: 0, isComplete: false)])
        #expect(try again.numbers() == [1])
        try again.write(4)
        #expect(try home.open().numbers() == [1, 4])
        #expect(try news(home.open()) == [])
    }

    @Test func aNewerFileOfAnotherMachineIsNoRollback() throws {
        let home = try StoreHome()
        try home.create()
        let (a, b) = (try home.open("a"), try home.open("b"))
        try a.write(1)
        try b.write(2)
        #expect(try a.numbers() == [1, 2])
        #expect(news(a) == [])
        #expect(news(b) == [.noPin(location: home.vault)])
        #expect(try a.payload().versions.count == 2)
    }

    @Test func anotherVaultInItsPlaceIsRefused() throws {
        let home = try StoreHome()
        try home.create()
        let other = try StoreHome()
        try other.create()
        let vault = try home.open()
        let (expected, found) = (vault.vaultID, try other.open().vaultID)
        home.overwrite(try other.bytes())
        let refusal = StoreError.wrongVault(path: home.vault, expected: expected, found: found)
        #expect(throws: refusal) { try home.open() }
        #expect(throws: refusal, "before the passphrase is tried") { try home.open("a", "wrong") }
        #expect(throws: refusal) { try home.store().expectedImage() }
        #expect(try home.store().image().header.vaultID == found)
        #expect(throws: refusal) { try vault.payload() }
        #expect(throws: refusal) { try vault.write(1) }
        #expect(try home.bytes() == other.bytes())
    }

    @Test func aNewVaultMayTakeThePlaceOfARemovedOne() throws {
        let home = try StoreHome()
        try home.create()
        try home.open().write(1)
        try POSIXFileSystem().remove(home.vault)
        try home.create()
        #expect(try home.open().numbers() == [])
    }

    @Test func aForgedPinIsNotBelieved() throws {
        let home = try StoreHome()
        try home.create()
        let vault = try home.open()
        try vault.write(1)
        let state = try home.effects().openState()
        var pin = try #require(try state.pins(of: vault.vaultID.bytes).first)
        pin.versionVector = [0xa0]
        try state.setPin(pin)
        #expect(try news(home.open()).contains(.pinForged(location: home.vault)))
        #expect(try news(home.open()) == [])
    }

    @Test func lostLocalStateIsSaidOnceAndGivesANewReplica() throws {
        let home = try StoreHome()
        try home.create()
        try home.open().write(1)
        let lost = try home.store("new").open(with: .passphrase(StoreHome.passphrase("first")))
        #expect(news(lost) == [.noPin(location: home.vault)])
        #expect(try news(home.open("new")) == [])
        try lost.write(2)
        #expect(try lost.payload().versions.count == 2)
    }

    @Test func aCopiedInstallationGetsAReplicaIDOfItsOwn() throws {
        let home = try StoreHome()
        try home.create()
        try home.open("a").write(1)
        let database = try home.effects("a").places.database
        let copy = try home.effects("c").places
        try copy.prepareState(on: POSIXFileSystem())
        home.directory.write(try home.read(database), to: "state-c/leapp/state.sqlite")
        try home.open("c").write(2)
        let a = try home.open("a")
        #expect(news(a) == [.replicaCopied])
        try a.write(3)
        #expect(try a.payload().versions.count == 2)
        #expect(try news(home.open("a")) == [])
    }

    @Test func aStampFarAheadIsRefusedFromStrangersAndShownInOnesOwn() throws {
        let home = try StoreHome()
        try home.create()
        let years: Int64 = 200 * 31_557_600_000
        try home.open("a", skew: years).write(1)
        let own = try home.open("a")
        let warned = news(own).contains { if case .farFuture = $0 { true } else { false } }
        #expect(warned)
        try own.write(2)
        #expect(try home.open("a").numbers() == [1, 2])
        let refusal = #expect(throws: StoreError.self) { try home.open("b") }
        #expect(refusal?.errorClass == .limit)
    }
}
