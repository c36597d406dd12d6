import LeappBytes
import LeappCrypto
import LeappFiles
import LeappFilesTesting
import LeappMerge
import LeappVault
import LeappWorkspace
import Testing

@testable import LeappEngine

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A key on the machine that opens the vault without a passphrase, as far as the pin rule lets it (spec/format.md section 10).
@Suite struct DeviceKeyTests {
    @Test func theKeyOfAMachineOpensThereAndNowhereElse() throws {
        let home = try StoreHome()
        try home.create()
        try home.open("b")
        try home.addDevice("a")
        try home.openByDevice("a").write(1)
        #expect(try home.openByDevice("a").numbers() == [1])
        let path = try home.deviceKey("b").path
        let found = try home.store().image().header.keyID
        #expect(throws: StoreError.vault(.foreignGeneration(found))) { try home.openByDevice("b") }
        try home.open("b", generation: found)
        #expect(throws: StoreError.noDeviceKey(path: path)) { try home.openByDevice("b") }
        _ = try home.deviceKey("b").prepared()
        #expect(throws: StoreError.vault(.noDeviceMatch)) { try home.openByDevice("b") }
    }

    @Test func afterARotationElsewhereThePassphraseIsNeededOnce() throws {
        let home = try StoreHome()
        try home.create()
        try home.addDevice("a")
        try home.open("b")
        _ = try home.store("b").rotate(with: .passphrase(StoreHome.passphrase("first")), StoreHome.rotation("second"))
        let found = try home.store().image().header.keyID
        let refusal = #expect(throws: StoreError.vault(.foreignGeneration(found))) { try home.openByDevice("a") }
        #expect(refusal?.errorClass == .forkedKey)
        #expect(throws: StoreError.self) { try home.open("a", "second") }
        try home.open("a", "second", generation: found)
        #expect(try home.openByDevice("a").key.keyID == found)
    }

    @Test func aVaultWithoutAPinIsNotOpenedByTheKey() throws {
        let home = try StoreHome()
        try home.create()
        try home.addDevice("a")
        try POSIXFileSystem().remove(home.effects("a").places.database)
        let found = try home.store().image().header.keyID
        #expect(throws: StoreError.vault(.foreignGeneration(found))) { try home.openByDevice("a") }
    }

    @Test func theFileIsPrivateAndMadeOnce() throws {
        let home = try StoreHome()
        try home.create()
        let file = try home.deviceKey("a")
        #expect(try file.publicKey() == nil)
        let key = try file.prepared()
        #expect(try file.prepared() == key)
        #expect(try file.publicKey() == key)
        let metadata = try #require(try POSIXFileSystem().metadata(at: file.path, followingLinks: false))
        #expect(metadata.mode == 0o600)
        #expect(metadata.size == 32)
        let folder = try #require(try POSIXFileSystem().metadata(at: FilePath.parent(of: file.path), followingLinks: false))
        #expect(folder.mode == 0o700)
        try file.remove()
        try file.remove()
        #expect(try file.publicKey() == nil)
    }

    @Test(arguments: [0, 31, 33, 4096]) func aFileOfAnotherSizeIsNoKey(size: Int) throws {
        let home = try StoreHome()
        try home.create()
        let file = try home.deviceKey("a")
        _ = try file.prepared()
        home.directory.write([UInt8](repeating: 7, count: size), to: String(file.path.dropFirst(home.directory.path.count + 1)))
        #expect(throws: StoreError.badDeviceKey(path: file.path)) { try file.publicKey() }
    }

    @Test func aFileThatOthersMayReadIsNoKey() throws {
        let home = try StoreHome()
        try home.create()
        let file = try home.deviceKey("a")
        _ = try file.prepared()
        let isDone = unsafe chmod(file.path, 0o640) == 0
        #expect(isDone)
        #expect(throws: StoreError.badDeviceKey(path: file.path)) { try file.publicKey() }
    }

    @Test func aKeyThatIsTakenAwayHasNoSlotAnyMore() throws {
        let home = try StoreHome()
        try home.create()
        try home.addDevice("a")
        let vault = try home.open()
        let device = try #require(try vault.device(called: "host-a"))
        let key = try #require(device.publicKey)
        #expect(vault.image.header.slots.contains { $0.id == vault.key.slotID(ofDevice: key) })
        _ = try home.store().rotate(
            with: .passphrase(StoreHome.passphrase("first")), StoreHome.rotation("first", device: .removeKey(of: device.id)))
        let after = try home.open()
        let remaining = try #require(try after.device(called: "host-a"))
        #expect(remaining.publicKey == nil)
        #expect(remaining.added == device.added)
        #expect(after.image.header.slots.map(\.kind.type).sorted() == [1, 2])
        #expect(throws: StoreError.vault(.noDeviceMatch)) { try home.openByDevice("a") }
        #expect(try after.payload().ancestors.allSatisfy { !$0.isCutOff })
    }
}
