import LeappBytes
import LeappCrypto
import LeappFiles
import LeappMerge
import LeappVault
import LeappWorkspace
import Testing

@testable import LeappEngine

/// A vault gets to a newer schema by an upgrade alone (spec/schemas.md sections 2 and 5).
@Suite struct UpgradeTests {
    private static let two = MadeUpSchema.table()

    private func upgrade(
        _ home: StoreHome, _ machine: String = "a", leaving: Set<RecordID> = [], schemas: SchemaTable = two
    ) throws -> UpgradeOutcome {
        try home.store(machine, schemas: schemas).upgrade(
            with: .passphrase(StoreHome.passphrase("first")), leavingBehind: leaving)
    }

    private func isUpgraded(_ outcome: UpgradeOutcome) -> Bool { if case .upgraded = outcome { true } else { false } }

    /// A vault of schema 1 with a portal in it.
    private func oldVault() throws -> StoreHome {
        let home = try StoreHome()
        try home.create()
        try home.open().edit { _ in
            var edit = Edit()
            edit.write(record(1), kind: "portal", field: "a", value: SecretSlice(copying: [1].rawSpan))
            return edit
        }
        return home
    }

    @Test func anUpgradeChangesTheSchemaAndKeepsTheFormerFile() throws {
        let home = try oldVault()
        let before = try home.bytes()
        #expect(isUpgraded(try upgrade(home)))
        let payload = try home.open(schemas: Self.two).payload()
        #expect(payload.schema == 2 && payload.minimumReader == 1 && payload.minimumWriter == 2)
        #expect(payload[record(1)]?.kind == "access-portal")
        #expect(try home.backups().suffix(2).map { try home.read($0) } == [before, home.bytes()])
        // The former file opens for programs of the former schema, here in place of the new one.
        home.overwrite(before)
        let old = try home.open()
        #expect(try old.payload()[record(1)]?.kind == "portal")
        #expect(old.takeWarnings().contains { if case .rollback = $0 { true } else { false } })
    }

    @Test func anUpgradeWithoutAnEditMakesNoStampAndItsBackupIsNoRollback() throws {
        let home = try StoreHome()
        try home.create()
        // The installation says that it reads schema 2 before the upgrade.
        try home.open(schemas: Self.two).write(7)
        let before = try home.bytes()
        let versions = try home.open().payload().versions
        #expect(isUpgraded(try upgrade(home)))
        #expect(try home.open().payload().versions == versions)
        home.overwrite(before)
        let old = try home.open()
        #expect(try old.numbers() == [7])
        #expect(old.takeWarnings() == [.weakKDF(StoreHome.cheap)])
        try old.write(8)
        #expect(try home.open().payload().schema == 1)
    }

    @Test func anUpgradeOfTheNewestSchemaWritesNothing() throws {
        let home = try oldVault()
        _ = try upgrade(home)
        let before = try home.bytes()
        guard case .current(let plan) = try upgrade(home) else {
            Issue.record("it was upgraded again")
            return
        }
        #expect(!plan.isNeeded && plan.schema == 2)
        #expect(try home.bytes() == before)
        guard case .current = try upgrade(oldVault(), schemas: .released) else {
            Issue.record("there is a newer schema than the released ones")
            return
        }
    }

    @Test func aDeviceThatIsBehindStandsInTheWayUntilItIsNamed() throws {
        let home = try oldVault()
        try home.open("b").write(2)
        let before = try home.bytes()
        guard case .refused(let plan, let behind) = try upgrade(home) else {
            Issue.record("the upgrade went ahead")
            return
        }
        #expect(plan.devices.count == 2)
        #expect(behind.map(\.label) == ["host-b"])
        #expect(behind.map(\.reads) == [1])
        #expect(try home.bytes() == before)
        #expect(isUpgraded(try upgrade(home, leaving: Set(behind.map(\.id)))))
        // What was left behind reads on, and can change nothing.
        let left = try home.open("b")
        #expect(try left.numbers() == [2])
        #expect(throws: StoreError.payload(.readOnly(schema: 2))) { try left.write(3) }
    }

    @Test func aDeviceThatCanOrWasRemovedDoesNotStandInTheWay() throws {
        let able = try oldVault()
        try able.open("b", schemas: Self.two).write(2)
        #expect(isUpgraded(try upgrade(able)))
        let removed = try oldVault()
        try removed.open("b").write(2)
        let other = try #require(
            try Workspace(removed.open().payload()).devices.first { $0.label == "host-b" })
        try removed.open().edit { _ in
            var edit = Edit()
            edit.delete(other.id)
            return edit
        }
        #expect(isUpgraded(try upgrade(removed)))
    }

    @Test func anUpgradePublishesThatThisDeviceReadsTheNewSchema() throws {
        let home = try oldVault()
        #expect(try Workspace(home.open().payload()).devices.map(\.reads) == [1])
        _ = try upgrade(home)
        let devices = try Workspace(home.open().payload()).devices
        #expect(devices.map(\.reads) == [2])
        #expect(devices.map(\.label) == ["host-a"])
    }

    @Test func anEditByANewerProgramLeavesAnOldVaultAsItIs() throws {
        let home = try oldVault()
        try home.open("b", schemas: Self.two).write(2)
        let payload = try home.open().payload()
        #expect(payload.schema == 1 && payload.minimumReader == 1 && payload.minimumWriter == 1)
        try home.open().write(3)
        #expect(try home.open().numbers() == [2, 3])
    }

    @Test func anOlderProgramChangesNothingOfANewerVault() throws {
        let home = try oldVault()
        _ = try upgrade(home)
        let (bytes, backups) = (try home.bytes(), try home.backups())
        let vault = try home.open()
        #expect(vault.takeWarnings().contains(.readOnly(minimum: 2)))
        let refusal = StoreError.payload(.readOnly(schema: 2))
        #expect(throws: refusal) { try vault.write(1) }
        // Also where nothing would change: it is asked first.
        #expect(throws: refusal) { try vault.edit { _ in Edit() } }
        #expect(throws: refusal) { try upgrade(home, schemas: .released) }
        #expect(throws: refusal) { try home.store().upgradePlan(of: vault) }
        #expect(throws: refusal) {
            _ = try home.store().rotate(
                with: .passphrase(StoreHome.passphrase("first")), StoreHome.rotation("second"))
        }
        #expect(try home.store().verify(with: .passphrase(StoreHome.passphrase("first"))).isCanonical)
        #expect(try home.bytes() == bytes)
        #expect(try home.backups() == backups)
    }

    @Test func aVaultThatNeedsANewerReaderIsNotOpened() throws {
        let home = try oldVault()
        #expect(isUpgraded(try upgrade(home, schemas: MadeUpSchema.table(minimumReader: 2))))
        let bytes = try home.bytes()
        #expect(throws: StoreError.payload(.needsNewer(schema: 2))) { try home.open() }
        #expect(StoreError.payload(.needsNewer(schema: 2)).errorClass == .needsNewer)
        #expect(try home.bytes() == bytes)
        #expect(try home.open(schemas: Self.two).payload().schema == 2)
    }

    @Test func aRolledBackFileIsBroughtUpByTheBackupsOfANewerSchema() throws {
        let home = try oldVault()
        let old = try home.bytes()
        _ = try upgrade(home)
        try home.open(schemas: Self.two).write(5)
        home.overwrite(old)
        let vault = try home.open(schemas: Self.two)
        let payload = try vault.payload()
        #expect(payload.schema == 2)
        #expect(payload[record(1)]?.kind == "access-portal")
        #expect(try vault.numbers() == [5])
    }
}
