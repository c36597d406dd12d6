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

/// A process that dies, or a disk that refuses, at any step leaves the old vault or the new one, and the next start goes on.
@Suite struct CrashTests {
    enum Trouble: CaseIterable, Sendable {
        case crash, fullDisk, broken

        func fault(_ operation: FileOperation) -> FaultyFileSystem.Fault? {
            switch self {
            case .crash: .crash
            case .fullDisk: [.create, .write, .createDirectory].contains(operation) ? .refusal(code: ENOSPC) : nil
            case .broken: .refusal(code: EIO)
            }
        }
    }

    /// Runs `action` with trouble at step 0, 1, 2, … until it goes through without; `judge` looks at each outcome.
    private func everyStep(
        _ trouble: Trouble, prepare: (StoreHome) throws -> Void, _ action: (VaultStore) throws -> Void,
        judge: (StoreHome, _ failed: Bool) throws -> Void
    ) throws {
        for step in 0..<200 {
            let home = try StoreHome()
            try prepare(home)
            let disk = FaultyFileSystem(POSIXFileSystem()) { number, operation in number == step ? trouble.fault(operation) : nil
            }
            var failed = false
            do { try action(home.store("a", disk: disk)) } catch { failed = true }
            let isOver = disk.steps.count <= step
            try judge(home, failed)
            if isOver {
                #expect(!failed)
                #expect(step > 4)
                return
            }
        }
        Issue.record("there is no end of steps")
    }

    @Test(arguments: Trouble.allCases) func anEditIsThereOrNot(trouble: Trouble) throws {
        try everyStep(trouble) { home in
            try home.create()
            try home.open().write(1)
        } _: { store in
            try store.open(with: .passphrase(StoreHome.passphrase("first"))).write(2)
        } judge: { home, failed in
            let vault = try home.open()
            let numbers = try vault.numbers()
            #expect(numbers == [1, 2] || (failed && numbers == [1]))
            let isQuiet = vault.takeWarnings().allSatisfy { if case .weakKDF = $0 { true } else { false } }
            #expect(isQuiet)
            try vault.write(3)
            #expect(try home.open().numbers() == numbers + [3])
            #expect(try vault.payload().versions.count == 1)
        }
    }

    @Test(arguments: Trouble.allCases) func aRotationIsDoneOrNot(trouble: Trouble) throws {
        try everyStep(trouble) { home in
            try home.create()
            try home.open().write(1)
        } _: { store in
            _ = try store.rotate(with: .passphrase(StoreHome.passphrase("first")), StoreHome.rotation("second"))
        } judge: { home, failed in
            let isOld = try home.store().image().header.keyID == home.keyID(of: "first")
            let vault = try home.open("a", isOld ? "first" : "second")
            #expect(failed || !isOld)
            #expect(try vault.numbers() == [1])
            let isQuiet = vault.takeWarnings().allSatisfy { if case .weakKDF = $0 { true } else { false } }
            #expect(isQuiet)
            try vault.write(2)
            if !isOld {
                let keys = try Set(home.backups().map { try VaultImage(parsing: home.read($0)).header.keyID })
                #expect(keys == [vault.key.keyID])
            }
        }
    }

    @Test(arguments: Trouble.allCases) func aRemovalOfADeviceIsDoneOrNot(trouble: Trouble) throws {
        try everyStep(trouble) { home in
            try home.create()
            try home.addDevice("b")
            try home.open("a", generation: home.store().image().header.keyID).write(1)
        } _: { store in
            let device = try #require(try store.open(with: .passphrase(StoreHome.passphrase("first"))).device(called: "host-b"))
            _ = try store.rotate(
                with: .passphrase(StoreHome.passphrase("first")), StoreHome.rotation("second", device: .remove(device.id)))
        } judge: { home, failed in
            let isOld = try home.store().image().header.keyID == home.keyID(of: "first")
            let vault = try home.open("a", isOld ? "first" : "second")
            #expect(failed || !isOld)
            let hasDevice = try vault.device(called: "host-b") != nil
            #expect(hasDevice == isOld)
            #expect(try vault.payload().ancestors.allSatisfy { $0.isCutOff == !isOld })
            #expect(vault.image.header.slots.count { $0.kind.type == 3 } == (isOld ? 1 : 0))
            try vault.write(2)
            #expect(try home.open("a", isOld ? "first" : "second").numbers() == [1, 2])
            if !isOld {
                let keys = try Set(home.backups().map { try VaultImage(parsing: home.read($0)).header.keyID })
                #expect(keys == [vault.key.keyID])
            }
        }
    }

    @Test(arguments: Trouble.allCases) func aDeviceKeyIsOfUseOrMadeAgain(trouble: Trouble) throws {
        try everyStep(trouble) { home in
            try home.create()
            try home.open().write(1)
        } _: { store in
            let image = try store.image()
            let key = try DeviceKeyFile(of: image.header.vaultID, effects: store.effects).prepared()
            _ = try store.rotate(
                with: .passphrase(StoreHome.passphrase("first")), StoreHome.rotation("first", device: .add(publicKey: key)))
        } judge: { home, failed in
            if try home.store().image().header.slots.allSatisfy({ $0.kind.type != 3 }) {
                #expect(failed)
                try home.addDevice("a")
            }
            try home.open()  // moves the pin where the change was cut off before it did
            #expect(try home.openByDevice("a").numbers() == [1])
        }
    }

    @Test(arguments: Trouble.allCases) func aNewVaultIsThereOrNot(trouble: Trouble) throws {
        try everyStep(trouble) { _ in
        } _: { store in
            _ = try store.create(passphrase: StoreHome.passphrase("first"), kdf: StoreHome.cheap)
        } judge: { home, failed in
            let exists = try POSIXFileSystem().metadata(at: home.vault, followingLinks: false) != nil
            #expect(exists || failed)
            if !exists { try home.create() }
            try home.open().write(1)
            #expect(try home.open().numbers() == [1])
        }
    }
}

extension StoreHome {
    /// The key that a passphrase opens; nil where it opens none.
    fileprivate func keyID(of passphrase: String) throws -> KeyID? {
        let image = try store().image()
        do { return try image.unlock(passphrase: StoreHome.passphrase(passphrase)).keyID } catch VaultError.noMatch { return nil }
    }
}
