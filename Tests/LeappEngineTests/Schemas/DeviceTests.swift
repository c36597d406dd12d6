import LeappBytes
import LeappCBOR
import LeappCrypto
import LeappFiles
import LeappMerge
import LeappState
import LeappVault
import LeappWorkspace
import Testing

@testable import LeappEngine

/// Every installation that writes to a vault says who it is, in its first save and in no save of its own (spec/records.md).
@Suite struct DeviceTests {
    private func devices(_ home: StoreHome) throws -> [Device] { try Workspace(home.open().payload()).devices }

    private func installation(_ home: StoreHome, _ machine: String = "a") throws -> [UInt8] {
        try home.effects(machine).openState().installationID()
    }

    @Test func aNewVaultKnowsTheInstallationThatMadeIt() throws {
        let home = try StoreHome()
        try home.create()
        let payload = try home.open().payload()
        let device = try #require(Workspace(payload).devices.first)
        #expect(try device.id.bytes == installation(home))
        #expect(device.label == "host-a" && device.reads == 1)
        #expect(device.replica == payload.writer)
        #expect((1_800_000_000...1_800_000_100).contains(device.added ?? 0))
        #expect(payload.count == 1 && payload.versions.count == 1)
        #expect(Workspace(payload).index.sessions.isEmpty)
        #expect(Workspace(payload).findings(vaultID: try home.open().vaultID.bytes).isEmpty)
    }

    @Test func anotherInstallationIsPublishedByItsFirstChangeAndNotByLooking() throws {
        let home = try StoreHome()
        try home.create()
        let before = try home.bytes()
        let reader = try home.open("b")
        _ = try reader.payload()
        try reader.edit { _ in nil }
        try reader.edit { _ in Edit() }
        #expect(try home.bytes() == before)
        #expect(try devices(home).count == 1)
        try reader.write(1)
        let found = try devices(home)
        #expect(Set(found.map(\.label)) == ["host-a", "host-b"])
        // It is part of that save: one stamp of that replica in the whole vault.
        let payload = try home.open().payload()
        let other = try #require(found.first { $0.label == "host-b" })
        #expect(payload[other.id]?.state.newest == payload[record(1)]?.state.newest)
        #expect(payload[other.id]?.state.newest?.replica == other.replica)
    }

    @Test func laterChangesLeaveTheRecordAsItIs() throws {
        let home = try StoreHome()
        try home.create()
        let device = try #require(try devices(home).first)
        let newest = try home.open().payload()[device.id]?.state.newest
        for number in 0..<3 { try home.open().write(number) }
        #expect(try home.open().payload()[device.id]?.state.newest == newest)
        let mark = try home.open().mark
        try home.open().write(2)
        #expect(try home.open().mark == mark)
    }

    @Test func aNewProgramSaysWhatItReadsWithItsNextChange() throws {
        let home = try StoreHome()
        try home.create()
        let before = try home.bytes()
        _ = try home.open(schemas: MadeUpSchema.table()).payload()
        #expect(try home.bytes() == before)
        try home.open(schemas: MadeUpSchema.table()).write(1)
        #expect(try devices(home).map(\.reads) == [2])
        try home.open().write(2)
        #expect(try devices(home).map(\.reads) == [1])
    }

    @Test func aLabelThatSomebodyChoseStays() throws {
        let home = try StoreHome()
        try home.create()
        let device = try #require(try devices(home).first)
        try home.open().edit { _ in
            var edit = Edit()
            var label: [UInt8] = []
            label.cbor(text: "my laptop")
            edit.write(device.id, kind: "device", field: "label", value: SecretSlice(copying: label.rawSpan))
            return edit
        }
        try home.open().write(1)
        #expect(try devices(home).map(\.label) == ["my laptop"])
    }

    @Test func aRemovedDeviceStaysRemovedWhateverItWrites() throws {
        let home = try StoreHome()
        try home.create()
        try home.open("b").write(1)
        let other = try #require(try devices(home).first { $0.label == "host-b" })
        try home.open().edit { _ in
            var edit = Edit()
            edit.delete(other.id)
            return edit
        }
        // A program that has something new to say of itself says it no more.
        try home.open("b", schemas: MadeUpSchema.table()).write(2)
        #expect(try devices(home).map(\.label) == ["host-a"])
        let state = try #require(try home.open().payload()[other.id]?.state)
        #expect(state.fields.allSatisfy { $0.entries.count == 1 })
        #expect(try home.open().numbers() == [1, 2])
    }

    @Test func anInstallationThatRemovesItselfIsNotPublishedAgainByThat() throws {
        let home = try StoreHome()
        try home.create()
        let device = try #require(try devices(home).first)
        try home.open().edit { _ in
            var edit = Edit()
            edit.delete(device.id)
            return edit
        }
        #expect(try devices(home).isEmpty)
    }

    @Test func aNewReplicaIdIsPublished() throws {
        let home = try StoreHome()
        try home.create()
        let old = try #require(try devices(home).first)
        let vault = try home.open()
        try home.effects("a").openState().setReplicaID([1, 2, 3, 4, 5, 6, 7, 8], in: vault.vaultID.bytes)
        try home.open().write(1)
        let new = try #require(try devices(home).first)
        #expect(new.replica != old.replica && new.replica?.bytes == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(new.added == old.added && new.id == old.id)
    }
}
