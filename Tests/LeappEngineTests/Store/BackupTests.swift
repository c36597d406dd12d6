import LeappBytes
import LeappCrypto
import LeappFiles
import LeappFilesTesting
import LeappVault
import Synchronization
import Testing

@testable import LeappEngine

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The copy of a new file may be torn by a power failure until the next save; nothing is built on one that is.
@Suite struct BackupTests {
    /// A vault that was saved twice, the path of the early copy of its last file, and the paths of the durable ones.
    private func saved() throws -> (home: StoreHome, vault: OpenVault, early: String, durable: [String]) {
        let home = try StoreHome()
        try home.create()
        let vault = try home.open()
        try vault.write(1)
        try vault.write(2)
        let backups = try home.backups()
        let early = backups.filter { $0.hasSuffix(".lpv.new") }
        #expect(early.count == 1)
        return (home, vault, try #require(early.first), backups.filter { $0.hasSuffix(".lpv") })
    }

    private func tear(_ path: String, _ home: StoreHome) throws {
        let bytes = try home.read(path)
        let torn = Array(bytes.prefix(4096)) + [UInt8](repeating: 0, count: bytes.count - 4096)
        let file = DurableFile(path, on: POSIXFileSystem(), randomness: .system)
        try file.replace(with: torn.rawSpan, mode: .exactly(0o600))
    }

    @Test func theCopyOfTheCurrentFileIsEarlyAndTheOthersAreDurable() throws {
        let (home, _, early, durable) = try saved()
        #expect(try home.read(early) == home.bytes())
        #expect(durable.count == 2)
    }

    @Test func theNextSaveGivesAnEarlyCopyItsLastingName() throws {
        let (home, vault, early, durable) = try saved()
        let bytes = try home.bytes()
        try vault.write(3)
        let lasting = String(early.dropLast(4))
        #expect(try home.backups().filter { $0.hasSuffix(".lpv") } == durable + [lasting])
        #expect(try home.read(lasting) == bytes)
    }

    @Test func aTornEarlyCopyIsNoBackup() throws {
        let (home, vault, early, durable) = try saved()
        try tear(early, home)
        let images = try Backups(of: vault.vaultID, effects: home.effects()).images()
        #expect(images.map(\.name) == durable.reversed().map { FilePath.name(of: $0) })
    }

    @Test func aTornEarlyCopyIsMadeAnewBeforeTheFileIsReplaced() throws {
        let (home, vault, early, _) = try saved()
        let bytes = try home.bytes()
        try tear(early, home)
        try vault.write(3)
        let durable = try home.backups().filter { $0.hasSuffix(".lpv") }
        #expect(try home.read(try #require(durable.last)) == bytes)
        #expect(durable.count == 3)
        #expect(try home.backups().count == 4)
    }

    @Test func anEarlyCopyOfAFileThatWasReplacedByAnOlderOneIsKept() throws {
        let (home, _, early, durable) = try saved()
        let newer = try home.bytes()
        home.overwrite(try home.read(try #require(durable.last)))
        #expect(try home.open().numbers() == [1, 2])
        #expect(try home.read(String(early.dropLast(4))) == newer)
    }

    @Test func aCopyThatCouldNotBeWrittenSaysWhyAndLeavesNothing() throws {
        let (home, vault, _, _) = try saved()
        let full = FaultyFileSystem(POSIXFileSystem()) { _, operation in
            operation == .write ? .refusal(code: ENOSPC) : operation == .close ? .refusal(code: EIO) : nil
        }
        let (image, before) = (vault.image, try home.backups())
        let backups = Backups(of: vault.vaultID, effects: try home.effects(disk: full))
        var found: FileError?
        do throws(FileError) { try backups.keepEarly(image) } catch {
            found = error
        }
        guard case .failed(.write, _, ENOSPC) = found else {
            Issue.record("\(String(describing: found))")
            return
        }
        #expect(try home.backups() == before)
    }

    @Test func aFileThatAnotherProgramPutThereRightAfterASaveIsNotTakenForOurs() throws {
        let home = try StoreHome()
        try home.create()
        let vault = try home.open()
        try vault.write(1)
        let ours = try home.bytes()
        try home.open("b").write(7)
        let theirs = try home.bytes()
        home.overwrite(ours)
        let isOver = Mutex(false)
        let disk = FaultyFileSystem(POSIXFileSystem()) { _, operation in
            // After the rename the folder is made durable; another program is faster than the look at the new file.
            guard operation == .synchronizeDirectory, (try? home.bytes()) != ours else { return nil }
            let isFirst = isOver.withLock { isOver in
                defer { isOver = true }
                return !isOver
            }
            if isFirst { home.overwrite(theirs) }
            return nil
        }
        let racing = try home.store("a", disk: disk).open(with: .key(vault.key))
        try racing.write(2)
        #expect(try home.bytes() == theirs)
        #expect(try racing.numbers() == [1, 2, 7])
    }
}
