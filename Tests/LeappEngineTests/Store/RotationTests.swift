import LeappBytes
import LeappCrypto
import LeappFiles
import LeappFilesTesting
import LeappMerge
import LeappVault
import Testing

@testable import LeappEngine

/// A change of passphrase or recovery code is a new key generation (spec/format.md section 10).
@Suite struct RotationTests {
    @discardableResult
    private func rotate(_ home: StoreHome, _ machine: String = "a", keepBackups: Bool = false) throws -> [UInt8] {
        let rotation = try home.store(machine).rotate(
            with: .passphrase(StoreHome.passphrase("first")), to: StoreHome.passphrase("second"), kdf: StoreHome.cheap,
            keepBackups: keepBackups)
        let text = rotation.recoveryCode.text()
        return Array(text.bytes)
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
            _ = try home.store().changePassphrase(
                with: .passphrase(StoreHome.passphrase("wrong")), to: StoreHome.passphrase("second"), kdf: StoreHome.cheap)
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
        let kdfs = try home.store().image().header.slots.compactMap {
            if case .passphrase(let kdf, _, _) = $0.kind { kdf } else { nil }
        }
        #expect(kdfs == [strong])
    }
}
