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

@Suite struct ReadingTests {
    let folder: TemporaryDirectory
    let disk = POSIXFileSystem()

    init() throws { folder = try TemporaryDirectory() }

    @Test(arguments: [0, 1, 4096, 100_000]) func aFileIsReadWhole(count: Int) throws {
        let bytes = Randomness.system.bytes(count)
        folder.write(bytes, to: "a")
        #expect(try disk.readFile(folder("a"), limit: count) == bytes)
        let secret = try disk.readSecretFile(folder("a"), limit: count)
        let same = secret.isEqual(to: bytes.rawSpan)
        #expect(same)
    }

    @Test func aLargerFileThanAllowedIsNotRead() throws {
        folder.write([1, 2, 3], to: "a")
        #expect(throws: FileError.tooLarge(path: folder("a"), limit: 2)) { try disk.readFile(folder("a"), limit: 2) }
    }

    @Test func aMissingFileIsMissing() {
        let error = #expect(throws: FileError.self) { try disk.readFile(folder("a"), limit: 2) }
        #expect(error?.isMissing == true)
    }

    @Test func aPipeIsNoFileAndDoesNotHang() throws {
        let made = unsafe mkfifo(folder("p"), 0o600)
        #expect(made == 0)
        #expect(throws: FileError.notARegularFile(path: folder("p"))) { try disk.readFile(folder("p"), limit: 2) }
        #expect(throws: FileError.notARegularFile(path: folder.path)) { try disk.readFile(folder.path, limit: 1 << 20) }
    }
}
