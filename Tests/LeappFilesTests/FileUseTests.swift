import LeappBytes
import LeappFiles
import LeappFilesTesting
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file that is opened, used and closed: the first thing that went wrong is what is said.
@Suite struct FileUseTests {
    let folder: TemporaryDirectory
    let bytes = [UInt8](repeating: 7, count: 1000)

    init() throws { folder = try TemporaryDirectory() }

    /// A disk where these operations fail, each with its own number.
    private func disk(failing codes: [FileOperation: Int32]) -> FaultyFileSystem {
        FaultyFileSystem(POSIXFileSystem()) { _, operation in codes[operation].map { .refusal(code: $0) } }
    }

    private func error(_ body: () throws(FileError) -> Void) -> FileError? {
        do throws(FileError) {
            try body()
            return nil
        } catch {
            return error
        }
    }

    private func write(_ name: String, on disk: any FileSystem) -> FileError? {
        error { () throws(FileError) in
            try disk.withNewFile(folder(name)) { file throws(FileError) in try disk.write(all: bytes.rawSpan, to: file) }
        }
    }

    @Test func aFailedCloseDoesNotHideWhatFailedBefore() throws {
        let found = write("a", on: disk(failing: [.write: ENOSPC, .close: EIO, .remove: EROFS]))
        #expect(found == .failed(.write, path: folder("a"), code: ENOSPC))
    }

    @Test func aFailedCloseIsAFailure() throws {
        #expect(write("a", on: disk(failing: [.close: EDQUOT])) == .failed(.close, path: folder("a"), code: EDQUOT))
        #expect(try POSIXFileSystem().names(in: folder.path).isEmpty)
    }

    @Test(arguments: [FileOperation.write, .close]) func nothingIsLeftOfANewFileThatWasNotFinished(step: FileOperation) throws {
        #expect(write("a", on: disk(failing: [step: EIO])) != nil)
        #expect(try POSIXFileSystem().names(in: folder.path).isEmpty)
    }

    @Test func aFileThatWasThereIsNotRemoved() throws {
        folder.write([1, 2], to: "a")
        #expect(write("a", on: POSIXFileSystem()) == .failed(.create, path: folder("a"), code: EEXIST))
        #expect(try POSIXFileSystem().readFile(folder("a"), limit: 10) == [1, 2])
    }

    @Test func shortWritesAreContinued() throws {
        let disk = FaultyFileSystem(POSIXFileSystem()) { $1 == .write ? .shortWrite(count: 7) : nil }
        #expect(write("a", on: disk) == nil)
        #expect(try POSIXFileSystem().readFile(folder("a"), limit: 1000) == bytes)
    }

    @Test func everyFileIsClosed() throws {
        let disks = [disk(failing: [.write: EIO]), disk(failing: [.close: EIO]), disk(failing: [:])]
        for (number, disk) in disks.enumerated() {
            let path = folder("file-\(number)")
            _ = error { () throws(FileError) in
                try disk.withNewFile(path) { file throws(FileError) in
                    try disk.write(all: bytes.rawSpan, to: file)
                    #expect(try POSIXFileSystem().linkTarget("/proc/self/fd/\(file.descriptor)") == path)
                }
            }
            let left = try POSIXFileSystem().names(in: "/proc/self/fd").filter { name in
                let target = try? POSIXFileSystem().linkTarget("/proc/self/fd/\(name)")
                return target?.hasPrefix(path) ?? false
            }
            #expect(left.isEmpty)
        }
    }
}
