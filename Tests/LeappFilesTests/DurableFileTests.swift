import LeappBytes
import LeappCrypto
import LeappFiles
import LeappFilesTesting
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct DurableFileTests {
    let folder: TemporaryDirectory
    let disk = POSIXFileSystem()
    let new = Array("new content\n".utf8)

    init() throws { folder = try TemporaryDirectory() }

    func replace(_ name: String, mode: ModePolicy = .exactly(0o600), expecting: ExpectedState = .anything) throws(FileError) {
        let file = DurableFile(folder(name), on: disk, randomness: .system)
        try file.replace(with: new.rawSpan, mode: mode, expecting: expecting)
    }

    func content(_ name: String) throws -> [UInt8] { try disk.readFile(folder(name), limit: 1 << 20) }

    @Test func aMissingFileIsMade() throws {
        try replace("a")
        #expect(try content("a") == new)
        #expect(try folder.mode(of: "a") == 0o600)
    }

    @Test func anOldFileIsReplacedAsAWhole() throws {
        folder.write([UInt8](repeating: 7, count: 100_000), to: "a", mode: 0o644)
        let before = try disk.metadata(at: folder("a"), followingLinks: false)
        try replace("a")
        #expect(try content("a") == new)
        #expect(try folder.mode(of: "a") == 0o600)
        #expect(try disk.metadata(at: folder("a"), followingLinks: false)?.version.inode != before?.version.inode)
        #expect(try disk.names(in: folder.path) == ["a"])
    }

    @Test(arguments: [
        (ModePolicy.kept(within: 0o777, new: 0o600), UInt32(0o664), UInt32(0o664)),
        (.kept(within: 0o600, new: 0o600), 0o644, 0o600),
        (.kept(within: 0o600, new: 0o600), 0o200, 0o200), (.exactly(0o640), 0o600, 0o640),
    ]) func theModeFollowsThePolicy(policy: ModePolicy, old: UInt32, expected: UInt32) throws {
        folder.write([1], to: "a", mode: old)
        try replace("a", mode: policy)
        #expect(try folder.mode(of: "a") == expected)
    }

    @Test func behindALinkTheRealFileIsReplaced() throws {
        try disk.createDirectories(folder("real"))
        folder.write([1], to: "real/file")
        folder.link("link", to: "real/file")
        folder.link("again", to: folder("link"))
        try replace("again")
        #expect(try content("real/file") == new)
        #expect(try disk.metadata(at: folder("again"), followingLinks: false)?.kind == .symbolicLink)
        #expect(try disk.metadata(at: folder("link"), followingLinks: false)?.kind == .symbolicLink)
        #expect(try Set(disk.names(in: folder.path)) == ["real", "link", "again"])
    }

    @Test func aLinkToNothingMakesItsTarget() throws {
        folder.link("link", to: "later")
        try replace("link")
        #expect(try content("later") == new)
        #expect(try disk.metadata(at: folder("link"), followingLinks: false)?.kind == .symbolicLink)
    }

    @Test func aCircleOfLinksIsRefused() throws {
        folder.link("a", to: "b")
        folder.link("b", to: "a")
        #expect(throws: FileError.failed(.resolve, path: folder("a"), code: ELOOP)) { try replace("a") }
    }

    @Test func aFileWithoutWritePermissionIsRefused() throws {
        folder.write([1], to: "a", mode: 0o444)
        #expect(throws: FileError.failed(.open, path: folder("a"), code: EACCES)) { try replace("a") }
        #expect(try content("a") == [1])
    }

    @Test func aFolderInThePlaceOfTheFileIsRefused() throws {
        try disk.createDirectories(folder("a"))
        #expect(throws: FileError.notARegularFile(path: folder("a"))) { try replace("a") }
    }

    @Test func aMissingFolderIsMissing() throws {
        let error = #expect(throws: FileError.self) { try replace("no/a") }
        #expect(error?.isMissing == true)
    }

    @Test func aFileThatChangedSinceItWasReadIsLeft() throws {
        folder.write([1], to: "a")
        let seen = try disk.readVersioned(folder("a"), limit: 10).metadata.version
        folder.write([2, 3], to: "a")
        #expect(throws: FileError.changedMeanwhile(path: folder("a"))) { try replace("a", expecting: .version(seen)) }
        #expect(try content("a") == [2, 3])
        #expect(try disk.names(in: folder.path) == ["a"])
        let current = try disk.readVersioned(folder("a"), limit: 10).metadata.version
        try replace("a", expecting: .version(current))
        #expect(try content("a") == new)
    }

    @Test func aFileThatAppearedIsLeft() throws {
        folder.write([1], to: "a")
        #expect(throws: FileError.changedMeanwhile(path: folder("a"))) { try replace("a", expecting: .version(nil)) }
    }

    @Test func leftoversOfDeadWritersGoAndNothingElse() throws {
        let dead = ".a.leapp-0123456789abcdef.tmp"
        let others = [".b.leapp-0123456789abcdef.tmp", ".a.leapp-0123456789abcdeg.tmp", "a.tmp", ".a.leapp-01.tmp"]
        for name in [dead] + others { folder.write([9], to: name) }
        try replace("a")
        #expect(try Set(disk.names(in: folder.path)) == Set(others + ["a"]))
    }

    @Test func theTemporaryFileOfALivingWriterStays() throws {
        let living = ".a.leapp-0123456789abcdef.tmp"
        let file = try disk.open(folder(living), for: .writingNew)
        #expect(try disk.tryLock(file))
        try replace("a")
        #expect(try Set(disk.names(in: folder.path)) == ["a", living])
        try disk.close(file)
        #expect(try DurableFile(folder("a"), on: disk, randomness: .system).removeLeftovers() == [])
        #expect(try disk.names(in: folder.path) == ["a"])
    }

    @Test func longNamesFit() throws {
        let name = String(repeating: "ä", count: 120)
        try replace(name)
        #expect(try content(name) == new)
    }

    @Test func aPathWithAZeroByteIsRefused() throws {
        #expect(throws: FileError.self) { try replace("a\0b") }
    }
}
