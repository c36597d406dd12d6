public import LeappFiles
import Synchronization

/// A file system that does what another one does, until a fault that the test chose.
///
/// Steps are the calls that change something, counted from 0: create, write, set mode, set owner, synchronize, close of a
/// written file, rename, remove, create directory, synchronize directory; and those of `looking` that only look: open (for reading
/// or locking), read, inspect, lock, list, resolve. A simulated disk loses what a refused synchronize should have kept.
public final class FaultyFileSystem: FileSystem {
    /// What happens at a step.
    public enum Fault: Equatable, Sendable {
        /// The call fails with this error number and does nothing.
        case refusal(code: Int32)
        /// A write takes at most this many bytes.
        case shortWrite(count: Int)
        /// The process dies before the call: it and every later change does nothing and fails.
        case crash
    }

    /// The error number that calls fail with after a crash; no system call uses it.
    public static let crashCode: Int32 = 9999

    private struct State {
        var steps: [FileOperation] = []
        var crashed = false
        var written: Set<Int32> = []
    }

    private let base: any FileSystem
    private let looking: Set<FileOperation>
    private let fault: @Sendable (Int, FileOperation) -> Fault?
    private let state = Mutex(State())

    /// Asks `fault` at each step what is to happen; nil for nothing.
    public init(
        _ base: any FileSystem, looking: Set<FileOperation> = [],
        fault: @escaping @Sendable (_ step: Int, _ operation: FileOperation) -> Fault?
    ) {
        self.base = base
        self.looking = looking
        self.fault = fault
    }

    /// The steps that have been asked for so far.
    public var steps: [FileOperation] { state.withLock { $0.steps } }

    private func step(_ operation: FileOperation, _ path: String) throws(FileError) -> Fault? {
        let fault: Fault? = state.withLock { state in
            guard !state.crashed else { return .crash }
            state.steps.append(operation)
            let fault = self.fault(state.steps.count - 1, operation)
            if fault == .crash { state.crashed = true }
            return fault
        }
        switch fault {
        case .refusal(let code): throw .failed(operation, path: path, code: code)
        case .crash: throw .failed(operation, path: path, code: FaultyFileSystem.crashCode)
        case .shortWrite, nil: return fault
        }
    }

    /// A step that changes nothing.
    private func look(_ operation: FileOperation, _ path: String) throws(FileError) {
        if looking.contains(operation) { _ = try step(operation, path) }
    }

    public func open(_ path: String, for purpose: OpenPurpose) throws(FileError) -> OpenFile {
        guard purpose == .writingNew else {
            try look(.open, path)
            return try base.open(path, for: purpose)
        }
        _ = try step(.create, path)
        let file = try base.open(path, for: purpose)
        state.withLock { _ = $0.written.insert(file.descriptor) }
        return file
    }

    public func read(_ file: OpenFile, into buffer: inout MutableRawSpan) throws(FileError) -> Int {
        try look(.read, file.path)
        return try base.read(file, into: &buffer)
    }

    public func write(_ bytes: RawSpan, to file: OpenFile) throws(FileError) -> Int {
        guard case .shortWrite(let count) = try step(.write, file.path) else { return try base.write(bytes, to: file) }
        return try base.write(bytes.extracting(first: count), to: file)
    }

    public func synchronize(_ file: OpenFile) throws(FileError) {
        do throws(FileError) {
            _ = try step(.synchronize, file.path)
        } catch {
            (base as? SimulatedDisk)?.lose(file)
            throw error
        }
        try base.synchronize(file)
    }

    public func close(_ file: OpenFile) throws(FileError) {
        try base.close(file)  // also after a crash, as the kernel does for a dead process
        guard state.withLock({ $0.written.remove(file.descriptor) }) != nil else { return }
        _ = try step(.close, file.path)
    }

    public func metadata(of file: OpenFile) throws(FileError) -> FileMetadata {
        try look(.inspect, file.path)
        return try base.metadata(of: file)
    }

    public func setMode(_ mode: UInt32, of file: OpenFile) throws(FileError) {
        _ = try step(.setMode, file.path)
        try base.setMode(mode, of: file)
    }

    public func setOwner(user: UInt32?, group: UInt32?, of file: OpenFile) throws(FileError) {
        _ = try step(.setOwner, file.path)
        try base.setOwner(user: user, group: group, of: file)
    }

    public func tryLock(_ file: OpenFile) throws(FileError) -> Bool {
        try look(.lock, file.path)
        return try base.tryLock(file)
    }

    public func metadata(at path: String, followingLinks: Bool) throws(FileError) -> FileMetadata? {
        try look(.inspect, path)
        return try base.metadata(at: path, followingLinks: followingLinks)
    }

    public func rename(_ path: String, to newPath: String) throws(FileError) {
        _ = try step(.rename, newPath)
        try base.rename(path, to: newPath)
    }

    public func remove(_ path: String) throws(FileError) {
        _ = try step(.remove, path)
        try base.remove(path)
    }

    public func createDirectory(_ path: String, mode: UInt32) throws(FileError) {
        _ = try step(.createDirectory, path)
        try base.createDirectory(path, mode: mode)
    }

    public func setDirectoryMode(_ mode: UInt32, at path: String) throws(FileError) {
        _ = try step(.setMode, path)
        try base.setDirectoryMode(mode, at: path)
    }

    public func synchronizeDirectory(_ path: String) throws(FileError) {
        do throws(FileError) {
            _ = try step(.synchronizeDirectory, path)
        } catch {
            (base as? SimulatedDisk)?.loseNames(in: path)
            throw error
        }
        try base.synchronizeDirectory(path)
    }

    public func names(in directory: String) throws(FileError) -> [String] {
        try look(.list, directory)
        return try base.names(in: directory)
    }

    public func linkTarget(_ path: String) throws(FileError) -> String { try base.linkTarget(path) }

    public func canonicalPath(_ path: String) throws(FileError) -> String {
        try look(.resolve, path)
        return try base.canonicalPath(path)
    }

    public func isLocal(_ path: String) throws(FileError) -> Bool { try base.isLocal(path) }
}
