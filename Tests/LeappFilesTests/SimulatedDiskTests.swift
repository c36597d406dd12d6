import LeappBytes
import LeappFiles
import LeappFilesTesting
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The judge of the crash tests is judged: what a power failure may leave is all there, and nothing else.
@Suite struct SimulatedDiskTests {
    static let content = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 % 251 + 1) }
    let disk = SimulatedDisk(folders: ["/", "/d", "/e"])

    /// Writes a file and closes it; its content and its name are made durable where that is asked for.
    private func write(
        _ path: String, _ bytes: [UInt8] = content, on disk: any FileSystem, content isDurable: Bool = false,
        name isNamed: Bool = false
    ) throws {
        let file = try disk.open(path, for: .writingNew)
        _ = try disk.write(bytes.rawSpan, to: file)
        if isDurable { try disk.synchronize(file) }
        try disk.close(file)
        if isNamed { try disk.synchronizeDirectory(FilePath.parent(of: path)) }
    }

    private func contents(of path: String, on disk: SimulatedDisk) -> [[UInt8]?] {
        disk.crashImages().map { $0.content(of: path) }
    }

    @Test func aFileThatIsNotSynchronisedMayBeAnything() throws {
        try write("/d/a", on: disk)
        let found = contents(of: "/d/a", on: disk)
        let zeros = [UInt8](repeating: 0, count: 10_000)
        #expect(found.contains(nil) && found.contains([]) && found.contains(Self.content) && found.contains(zeros))
        for cut in [1, 4096, 5000, 8192, 9999] {
            #expect(found.contains(Array(Self.content.prefix(cut))))
            #expect(found.contains(Array(Self.content.prefix(cut)) + zeros.dropFirst(cut)))
            #expect(found.contains(Array(zeros.prefix(cut) + Self.content.dropFirst(cut))))
        }
        #expect(found.contains { $0?.count == 10_000 && $0?.allSatisfy { $0 == 0xa5 } == true })
        #expect(found.count == Set(found).count)
    }

    @Test func whatIsSynchronisedIsAllThatIsThere() throws {
        try write("/d/a", on: disk, content: true, name: true)
        #expect(contents(of: "/d/a", on: disk) == [Self.content])
    }

    @Test func aNameMayBeLostWhereItsContentIsNot() throws {
        try write("/d/a", on: disk, content: true)
        #expect(Set(contents(of: "/d/a", on: disk)) == [nil, Self.content])
    }

    @Test func aRenameMayComeBeforeTheContent() throws {
        disk.put(Array("old".utf8), at: "/d/a")
        try write("/d/b", on: disk)
        try disk.rename("/d/b", to: "/d/a")
        let found = contents(of: "/d/a", on: disk)
        #expect(found.contains(Array("old".utf8)) && found.contains([]) && found.contains(Self.content))
    }

    @Test func aRemovedFileMayComeBack() throws {
        disk.put(Self.content, at: "/d/a")
        try disk.remove("/d/a")
        #expect(Set(contents(of: "/d/a", on: disk)) == [nil, Self.content])
        try disk.synchronizeDirectory("/d")
        #expect(contents(of: "/d/a", on: disk) == [nil])
    }

    @Test func twoFilesAreLostIndependently() throws {
        try write("/d/a", [1, 1], on: disk)
        try write("/e/b", [2, 2], on: disk)
        let found = Set(disk.crashImages().map { [$0.content(of: "/d/a"), $0.content(of: "/e/b")] })
        for a in [nil, [], [1], [0, 0], [1, 1]] as [[UInt8]?] {
            for b in [nil, [], [2], [0, 0], [2, 2]] as [[UInt8]?] { #expect(found.contains([a, b])) }
        }
        for torn in [[0xa5, 0xa5], [1, 0], [0, 1]] as [[UInt8]] {
            #expect(found.contains([torn, nil]) && found.contains([torn, [2, 2]]))
        }
        let coarse = Set(disk.crashImages(isCoarse: true).map { [$0.content(of: "/d/a"), $0.content(of: "/e/b")] })
        #expect(coarse.isStrictSubset(of: found) && coarse.contains([[0, 0], [2]]))
    }

    @Test func aFolderThatIsLostTakesItsFilesAlong() throws {
        try disk.createDirectory("/d/f", mode: 0o700)
        try write("/d/f/a", on: disk, content: true, name: true)
        let found = disk.crashImages().map { ($0.folders.contains("/d/f"), $0.content(of: "/d/f/a")) }
        #expect(found.contains { !$0.0 } && found.contains { $0.0 && $0.1 == Self.content })
        #expect(!found.contains { !$0.0 && $0.1 != nil })
    }

    @Test func theModeOfAFileThatIsNotSynchronisedMayBeTheOneItWasMadeWith() throws {
        let file = try disk.open("/d/a", for: .writingNew)
        try disk.setMode(0o640, of: file)
        let images = disk.crashImages()
        let modes = try images.compactMap { try $0.metadata(at: "/d/a", followingLinks: false)?.mode }
        #expect(Set(modes) == [0o600, 0o640])
        try disk.synchronize(file)
        let later = try disk.crashImages().compactMap { try $0.metadata(at: "/d/a", followingLinks: false)?.mode }
        #expect(Set(later) == [0o640])
    }

    @Test func aSecondSynchroniseAfterAFailedOneMakesNothingDurable() throws {
        let faulty = FaultyFileSystem(disk) { _, _ in nil }
        try write("/d/a", on: faulty, name: true)
        let failing = FaultyFileSystem(disk) { count, _ in count == 0 ? .refusal(code: EIO) : nil }
        let file = try failing.open("/d/a", for: .reading)
        #expect(throws: FileError.failed(.synchronize, path: "/d/a", code: EIO)) { try failing.synchronize(file) }
        try failing.synchronize(file)
        #expect(disk.content(of: "/d/a") == Self.content)
        let found = contents(of: "/d/a", on: disk)
        #expect(found.contains([]) && found.contains(Self.content))
    }

    @Test func namesOfAFolderWhoseSynchroniseFailedStayInDoubt() throws {
        try write("/d/a", on: disk, content: true)
        let failing = FaultyFileSystem(disk) { count, _ in count == 0 ? .refusal(code: EIO) : nil }
        #expect(throws: FileError.self) { try failing.synchronizeDirectory("/d") }
        try write("/d/b", on: disk, content: true)
        try failing.synchronizeDirectory("/d")
        #expect(Set(contents(of: "/d/a", on: disk)) == [nil, Self.content])
        #expect(Set(contents(of: "/d/b", on: disk)) == [Self.content])
    }
}
