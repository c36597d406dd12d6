import LeappAWSConfig
import LeappBytes
import LeappCrypto
import LeappEngine
import LeappFiles
import LeappFilesTesting
import Testing

@testable import LeappCommands

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What `--scrub` and `restore-aws` do to the two AWS files, one after the other: each is old or new after a power failure at
/// any moment, the second is never new before the first, and a fault tells which is which.
@Suite struct ReplacedFilesTests {
    static let paths = ["/h/.aws/config", "/h/.aws/credentials"]
    static let new = [[UInt8](repeating: 0x6e, count: 5000), [UInt8](repeating: 0x6d, count: 9000)]
    static let old = ["[profile a]\n", "[a]\naws_secret_access_key = s\n"].map { Array($0.utf8) }
    let disk: SimulatedDisk

    init() {
        disk = SimulatedDisk(folders: ["/", "/h", "/h/.aws"])
        for (path, content) in zip(Self.paths, Self.old) { disk.put(content, at: path) }
    }

    private func effects(_ disk: any FileSystem) throws -> Effects {
        Effects(
            now: { 0 }, bootTime: { 0 }, places: try Places(environment: ["HOME": "/h"], userID: SimulatedDisk.userID),
            disk: disk,
            wait: LockWait(limitMilliseconds: 0) { _ in }, processID: 1, isMemoryLocked: false)
    }

    private func replace(on disk: any FileSystem) throws {
        let files = try [AWSFile.config, .credentials].enumerated().map { place, kind in
            let file = try AWSFileOnDisk(kind, at: Self.paths[place], isRequired: true, disk: disk)
            let bytes = Self.new[place]
            return (file: file, bytes: SecretArena(Secret(copying: bytes.rawSpan)))
        }
        try AWSFileOnDisk.replace(files, effects: effects(disk))
    }

    @Test func aPowerFailureLeavesEachFileOldOrNew() throws {
        let failures = PowerFailures(disk, database: "/none", watching: [])
        let (steps, failure) = failures.run { disk in try replace(on: disk) }
        #expect(failure == nil && steps.count > 12)
        #expect(failures.remains.count > steps.count)
        for remains in failures.remains {
            let found = Self.paths.map { remains.disk.content(of: $0) }
            let states = zip(found, zip(Self.old, Self.new)).map { found, both in found == both.1 ? 1 : found == both.0 ? 0 : -1 }
            #expect([[0, 0], [1, 0], [1, 1]].contains(states), Comment(rawValue: remains.moment))
            try replace(on: remains.disk)
            #expect(try remains.disk.names(in: "/h/.aws").sorted() == ["config", "credentials"])
        }
        for remains in failures.remainsAtTheEnd { #expect(Self.paths.map { remains.disk.content(of: $0) } == Self.new) }
    }

    @Test func aFaultTellsWhichFilesAreNew() throws {
        let steps = PowerFailures(disk.settled(), database: "/none", watching: []).run { disk in try replace(on: disk) }.steps
        for step in steps.indices {
            let disk = disk.settled()
            let faulty = FaultyFileSystem(disk) { count, _ in count == step ? .refusal(code: EIO) : nil }
            let cutOff = #expect(throws: CutOff.self) { try replace(on: faulty) }
            let done = Self.paths.enumerated().filter { disk.content(of: $0.element) == Self.new[$0.offset] }.map(\.element)
            #expect(cutOff?.done == done && cutOff?.left == Self.paths.filter { !done.contains($0) })
            let words = CommandError.scrubCutOff(cutOff?.fault ?? .noHome, scrubbed: done, left: cutOff?.left ?? []).words
            #expect(!words.contains("nothing") && Self.paths.allSatisfy { words.contains($0) })
        }
    }

    @Test func aFileThatSomebodyChangedIsNamedAsNotScrubbed() {
        let fault = FileError.changedMeanwhile(path: "/b")
        #expect(
            CommandError.scrubCutOff(fault, scrubbed: ["/a"], left: ["/b"]).words
                == "/b: another program changed it at the same time; the vault has what was imported and the files' originals; "
                + "scrubbed: /a; not scrubbed: /b; run `leapp vault import --scrub` again")
        #expect(
            CommandError.restorationCutOff(fault, restored: [], left: ["/b"]).words
                == "/b: another program changed it at the same time; the vault keeps the originals; not restored: /b; "
                + "run `leapp vault restore-aws` again")
    }
}
