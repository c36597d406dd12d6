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
    static let codes = [ENOSPC, EDQUOT, EIO, EROFS, EACCES]

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
        #expect(reasons == [.noSpace, .quota, .device, .readOnly, .denied])
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

    @Test func theSimulatedDiskSeesAMissingSynchronise() throws {
        let disk = SimulatedDisk(folders: ["/", "/d"])
        let file = try disk.open("/d/a", for: .writingNew)
        _ = try disk.write(Self.new.rawSpan, to: file)
        try disk.close(file)
        let contents = disk.crashImages().map { $0.content(of: "/d/a") }
        #expect(contents.contains(nil) && contents.contains(Self.new) && contents.contains([]))
    }
}
