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

/// Every step of a replacement, failing in every way.
@Suite struct DurableFileFaultTests {
    static let old = Array("old".utf8)
    static let new = [UInt8](repeating: 0x6e, count: 5000)
    static let steps = 0..<6
    static let codes = [ENOSPC, EDQUOT, EIO, EROFS, EACCES, EXDEV, EINTR]

    static func replace(on disk: any FileSystem, _ path: String) -> FileError? {
        do throws(FileError) {
            try DurableFile(path, on: disk, randomness: .system).replace(with: new.rawSpan, mode: .exactly(0o600))
            return nil
        } catch {
            return error
        }
    }

    @Test func theStepsAreThese() throws {
        let folder = try TemporaryDirectory()
        folder.write(Self.old, to: "a")
        let disk = FaultyFileSystem(POSIXFileSystem()) { _, _ in nil }
        #expect(Self.replace(on: disk, folder("a")) == nil)
        #expect(disk.steps == [.create, .write, .synchronize, .close, .rename, .synchronizeDirectory])
    }

    @Test(arguments: steps, codes) func aRefusedStepChangesNothingAndSaysWhich(step: Int, code: Int32) throws {
        let folder = try TemporaryDirectory()
        folder.write(Self.old, to: "a")
        let disk = FaultyFileSystem(POSIXFileSystem()) { count, _ in count == step ? .refusal(code: code) : nil }
        let error = Self.replace(on: disk, folder("a"))
        guard case .failed(let operation, let path, code) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(operation == disk.steps[step])
        #expect(path.hasPrefix(folder.path))
        let renamed = step == Self.steps.last  // only the durability of the new name is in doubt
        #expect(try POSIXFileSystem().readFile(folder("a"), limit: 10_000) == (renamed ? Self.new : Self.old))
        #expect(try POSIXFileSystem().names(in: folder.path) == ["a"])
    }

    @Test func theReasonsCanBeToldApart() {
        let reasons = Self.codes.map { FileError.failed(.write, path: "/a", code: $0).reason }
        #expect(reasons == [.noSpace, .quota, .device, .readOnly, .denied, .other, .other])
    }

    @Test(arguments: [1, 7, 4999]) func shortWritesAreContinued(count: Int) throws {
        let folder = try TemporaryDirectory()
        let disk = FaultyFileSystem(POSIXFileSystem()) { $1 == .write ? .shortWrite(count: count) : nil }
        #expect(Self.replace(on: disk, folder("a")) == nil)
        #expect(try POSIXFileSystem().readFile(folder("a"), limit: 10_000) == Self.new)
    }

    @Test(arguments: 0...6) func aProcessThatDiesLeavesOldOrNewAndTheNextWriterCleansUp(step: Int) throws {
        let folder = try TemporaryDirectory()
        folder.write(Self.old, to: "a")
        let dying = FaultyFileSystem(POSIXFileSystem()) { count, _ in count == step ? .crash : nil }
        let error = Self.replace(on: dying, folder("a"))
        #expect((error == nil) == (step == 6))
        #expect(try POSIXFileSystem().readFile(folder("a"), limit: 10_000) == (step >= 5 ? Self.new : Self.old))
        #expect(Self.replace(on: POSIXFileSystem(), folder("a")) == nil)
        #expect(try POSIXFileSystem().names(in: folder.path) == ["a"])
    }

    @Test(arguments: [true, false], 0...6) func afterAPowerFailureThereIsExactlyOldOrNew(existed: Bool, step: Int) throws {
        let disk = SimulatedDisk(folders: ["/", "/d"])
        if existed {
            let file = DurableFile("/d/a", on: disk, randomness: .system)
            try file.replace(with: Self.old.rawSpan, mode: .exactly(0o600))
        }
        let dying = FaultyFileSystem(disk) { count, _ in count == step ? .crash : nil }
        let done = Self.replace(on: dying, "/d/a") == nil
        let images = disk.crashImages()
        #expect(!images.isEmpty)
        for image in images {
            let content = image.content(of: "/d/a")
            #expect(content == Self.new || (!done && content == (existed ? Self.old : nil)))
            #expect(Self.replace(on: image, "/d/a") == nil)
            #expect(image.content(of: "/d/a") == Self.new)
            #expect(try image.names(in: "/d") == ["a"])
        }
    }

    @Test(arguments: steps) func aPowerFailureAfterARefusedStepLeavesExactlyOldOrNew(step: Int) throws {
        let disk = SimulatedDisk(folders: ["/", "/d"])
        disk.put(Self.old, at: "/d/a")
        let faulty = FaultyFileSystem(disk) { count, _ in count == step ? .refusal(code: EIO) : nil }
        #expect(Self.replace(on: faulty, "/d/a") != nil)
        #expect(faulty.steps.filter { $0 == .synchronize }.count <= 1)
        for image in disk.crashImages() {
            let content = image.content(of: "/d/a")
            #expect(content == Self.old || (step == 5 && content == Self.new))
            #expect(Self.replace(on: image, "/d/a") == nil)
            #expect(try image.names(in: "/d") == ["a"])
        }
    }

    @Test func aDiskThatFillsUpInTheMiddleChangesNothing() throws {
        let folder = try TemporaryDirectory()
        folder.write(Self.old, to: "a")
        let disk = FaultyFileSystem(POSIXFileSystem()) { count, operation in
            operation != .write ? nil : count == 1 ? .shortWrite(count: 4096) : .refusal(code: ENOSPC)
        }
        let error = Self.replace(on: disk, folder("a"))
        #expect(error?.reason == .noSpace)
        #expect(disk.steps == [.create, .write, .write, .close, .remove])
        #expect(try POSIXFileSystem().readFile(folder("a"), limit: 10_000) == Self.old)
        #expect(try POSIXFileSystem().names(in: folder.path) == ["a"])
    }

    @Test func theFirstFailureIsTheOneThatIsReported() throws {
        let folder = try TemporaryDirectory()
        let disk = FaultyFileSystem(POSIXFileSystem()) { _, operation in
            switch operation {
            case .synchronize: .refusal(code: EIO)
            case .close, .remove: .refusal(code: EDQUOT)
            default: nil
            }
        }
        guard case .failed(.synchronize, _, EIO) = Self.replace(on: disk, folder("a")) else {
            Issue.record("another error than that of the synchronise")
            return
        }
    }

    @Test func leftoversOfAnyFileOfAFolderAreRemovedUnlessTheirWriterLives() throws {
        let disk = SimulatedDisk(folders: ["/", "/d"])
        for name in ["a", "b"] {
            let dying = FaultyFileSystem(disk) { count, _ in count == 3 ? .crash : nil }
            #expect(Self.replace(on: dying, "/d/\(name)") != nil)
        }
        for name in [".mine", ".x.leapp-0123.tmp", ".leapp-0123456789abcdef.tmp", "a.leapp-0123456789abcdef.tmp"] {
            disk.put([], at: "/d/\(name)")
        }
        let living = try disk.open("/d/.c.leapp-0123456789abcdef.tmp", for: .writingNew)
        #expect(try disk.tryLock(living))
        #expect(try disk.names(in: "/d").count == 7)
        #expect(disk.removeLeftovers(in: "/d") == [".c.leapp-0123456789abcdef.tmp"])
        #expect(try disk.names(in: "/d").count == 5)
        try disk.close(living)
        #expect(disk.removeLeftovers(in: "/d").isEmpty)
        #expect(try disk.names(in: "/d").count == 4)
    }
}
