import LeappBytes
import LeappCrypto
import LeappFiles
import LeappFilesTesting
import LeappMerge
import LeappVault
import LeappWorkspace
import Testing

@testable import LeappEngine

@Suite struct VaultStoreTests {
    @Test func aNewVaultOpensByPassphraseAndByRecoveryCode() throws {
        let home = try StoreHome()
        let code = try home.create()
        #expect(try home.open().numbers() == [])
        let recovery = try RecoveryCode(parsing: code.bytes)
        #expect(try home.store().open(with: .recovery(recovery)).numbers() == [])
        #expect(try home.directory.mode(of: "data/vault.lpv") == 0o600)
        #expect(throws: StoreError.vault(.noMatch(needsSecondSecret: false))) { try home.open("a", "wrong") }
    }

    @Test func aFileThatExistsIsNeverReplaced() throws {
        let home = try StoreHome()
        try home.create()
        let before = try home.bytes()
        #expect(throws: StoreError.exists(path: home.vault)) { try home.create() }
        #expect(try home.bytes() == before)
    }

    @Test func aMissingVaultIsSaidToBeMissing() throws {
        let home = try StoreHome()
        #expect(throws: StoreError.noVault(path: home.vault)) { try home.open() }
        #expect(throws: StoreError.noVault(path: home.vault)) { try home.store().image() }
    }

    @Test func damageIsToldApart() throws {
        let home = try StoreHome()
        try home.create()
        var bytes = try home.bytes()
        bytes[bytes.count / 2] ^= 1
        home.overwrite(bytes)
        #expect(throws: StoreError.vault(.corrupt)) { try home.open() }
        home.overwrite([])
        #expect(throws: StoreError.self) { try home.open() }
        home.overwrite(Array("[default]".utf8))
        #expect(throws: StoreError.vault(.notAVault)) { try home.open() }
    }

    @Test func anEditIsThereAfterAnotherOpening() throws {
        let home = try StoreHome()
        try home.create()
        try home.open().write(7)
        #expect(try home.open().numbers() == [7])
    }

    @Test func anEditThatChangesNothingLeavesTheFileAlone() throws {
        let home = try StoreHome()
        try home.create()
        let vault = try home.open()
        try vault.write(7)
        let before = try POSIXFileSystem().metadata(at: home.vault, followingLinks: false)
        let mark = vault.mark
        try vault.write(7)
        try vault.edit { _ in nil }
        #expect(try POSIXFileSystem().metadata(at: home.vault, followingLinks: false) == before)
        #expect(vault.mark == mark)
    }

    @Test func whatAnotherWriterWroteIsSeen() throws {
        let home = try StoreHome()
        try home.create()
        let (one, other) = (try home.open(), try home.open())
        try one.write(1)
        #expect(try other.numbers() == [1])
        try other.write(2)
        #expect(try one.numbers() == [1, 2])
        #expect(one.takeWarnings().filter { if case .weakKDF = $0 { false } else { true } } == [])
    }

    @Test func writersInParallelLoseNothing() async throws {
        let home = try StoreHome()
        try home.create()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                let vault = try home.open()
                group.addTask { for number in 0..<10 { try vault.write(writer * 100 + number) } }
            }
            try await group.waitForAll()
        }
        #expect(try home.open().numbers() == (0..<4).flatMap { writer in (0..<10).map { writer * 100 + $0 } })
    }

    @Test func theLastSixFilesAreKeptAndNoneBesideTheVault() throws {
        let home = try StoreHome()
        try home.create()
        let vault = try home.open()
        for number in 0..<9 { try vault.write(number) }
        let backups = try home.backups()
        #expect(backups.count == 6)
        #expect(try home.read(try #require(backups.last)) == home.bytes())
        let beside = try POSIXFileSystem().names(in: home.directory("data")).sorted()
        #expect(beside == ["vault.lpv", "vault.lpv.lock"])
        for (index, backup) in backups.enumerated() {
            let payload = try StoreError.vaultPayload(of: VaultImage(parsing: home.read(backup)), key: vault.key)
            #expect(payload.count == 5 + index)  // the writer's own record among them
        }
    }

    @Test func aLinkedVaultIsWrittenBehindTheLink() throws {
        let home = try StoreHome()
        try home.create()
        home.directory.link("link.lpv", to: home.vault)
        let store = VaultStore(path: home.directory("link.lpv"), effects: try home.effects())
        let vault = try store.open(with: .passphrase(StoreHome.passphrase("first")))
        try vault.write(3)
        #expect(vault.path == home.vault)
        #expect(try home.open().numbers() == [3])
    }

    @Test func aFullCheckFindsNothingWrongInANewVault() throws {
        let home = try StoreHome()
        try home.create()
        let vault = try home.open()
        for number in 0..<3 { try vault.write(number) }
        try vault.edit { _ in
            var edit = Edit()
            edit.delete(record(1))
            return edit
        }
        let report = try home.store().verify(with: .passphrase(StoreHome.passphrase("first")))
        #expect(report.isCanonical)
        #expect(report.kinds == ["k": 2, "device": 1])
        #expect(report.deleted == 1)
        #expect(report.replicas == 1)
        #expect(report.backups.count == 5)
        #expect(report.backups.allSatisfy { $0.error == nil })
        #expect(report.findings == [.unknownKind(record(0), kind: "k"), .unknownKind(record(2), kind: "k")])
        #expect(report.warnings == [.weakKDF(StoreHome.cheap)])
    }
}
