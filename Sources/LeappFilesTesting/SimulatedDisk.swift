import LeappBytes
public import LeappFiles
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A disk in memory that knows which bytes and names are durable, and can show what a crash may leave behind.
///
/// The model is the one of "All File Systems Are Not Created Equal" (Pillai et al., OSDI 2014): until a file is synchronised its
/// content may be old, cut off at a block or elsewhere, of full length with zeros or stale bytes in any part, or new, and its mode
/// that of its making; until a folder is synchronised each change of its names may be lost, whatever came later. After a
/// failed synchronise no later one makes the same content or names durable. There are no links, and paths are taken as they are.
public final class SimulatedDisk: FileSystem {
    /// The user and the group of everything on the disk.
    public static let userID: UInt32 = 1000

    private let state: Mutex<SimulatedState>

    /// An empty disk with these folders, made durable.
    public init(folders: [String]) {
        var state = SimulatedState()
        for folder in folders { state.names[folder] = state.add(.directory, mode: 0o700) }
        state.durableNames = state.names
        self.state = Mutex(state)
    }

    private init(_ state: SimulatedState) { self.state = Mutex(state) }

    /// The bytes of a file; nil where there is none.
    public func content(of path: String) -> [UInt8]? {
        state.withLock { state in state.names[path].flatMap { state.nodes[$0]?.content } }
    }

    /// The regular files by path.
    public var files: [String: [UInt8]] {
        state.withLock { state in
            state.names.compactMapValues { number in
                state.nodes[number].flatMap { $0.kind == .regular ? $0.content : nil }
            }
        }
    }

    /// The folders' paths.
    public var folders: Set<String> {
        state.withLock { state in Set(state.names.filter { state.nodes[$0.value]?.kind == .directory }.keys) }
    }

    /// The same disk with everything on it durable, open files and locks gone.
    public func settled() -> SimulatedDisk { SimulatedDisk(state.withLock { $0.settled() }) }

    /// Puts a file there that is durable, as other programs do.
    public func put(_ content: [UInt8], at path: String, mode: UInt32 = 0o600) {
        state.withLock { state in
            let number = state.names[path] ?? state.add(.regular, mode: mode)
            state.nodes[number]?.content = content
            state.nodes[number]?.mode = mode
            state.nodes[number]?.durable = .init(content: content, mode: mode)
            state.touch(number)
            state.names[path] = number
            state.durableNames[path] = number
        }
    }

    /// What a failed synchronise of a file leaves: its content is there until the next crash, and is never written any more.
    func lose(_ file: OpenFile) {
        state.withLock { state in
            if let open = state.open[file.descriptor] { state.nodes[open.node]?.isLost = true }
        }
    }

    /// What a failed synchronise of a folder leaves.
    func loseNames(in folder: String) { state.withLock { $0.settle(namesIn: folder, .lost) } }

    /// Every disk that may be found after the power fails now, open files and locks gone.
    ///
    /// `isCoarse` leaves out what differs from another only in where a content is torn.
    public func crashImages(isCoarse: Bool = false) -> [SimulatedDisk] {
        state.withLock { $0.crashImages(isCoarse: isCoarse) }.map { SimulatedDisk($0) }
    }

    public func open(_ path: String, for purpose: OpenPurpose) throws(FileError) -> OpenFile {
        try run(purpose == .writingNew ? .create : .open, path) { state in
            if let number = state.names[path] {
                return purpose == .writingNew ? .failure(EEXIST) : .success(state.openFile(number, path))
            }
            guard purpose != .reading, state.names[FilePath.parent(of: path)] != nil else { return .failure(ENOENT) }
            let number = state.add(.regular, mode: 0o600)
            state.change(.set(path, number))
            return .success(state.openFile(number, path))
        }
    }

    public func read(_ file: OpenFile, into buffer: inout MutableRawSpan) throws(FileError) -> Int {
        let count = buffer.byteCount
        let bytes: [UInt8] = try run(.read, file.path) { state in
            guard let open = state.open[file.descriptor], let node = state.nodes[open.node] else { return .failure(EBADF) }
            let bytes = Array(node.content.dropFirst(open.offset).prefix(count))
            state.open[file.descriptor]?.offset += bytes.count
            return .success(bytes)
        }
        unsafe buffer.withUnsafeMutableBytes { unsafe $0.copyBytes(from: bytes) }
        return bytes.count
    }

    public func write(_ bytes: RawSpan, to file: OpenFile) throws(FileError) -> Int {
        let bytes = Array(bytes)
        return try run(.write, file.path) { state in
            guard let open = state.open[file.descriptor] else { return .failure(EBADF) }
            state.nodes[open.node]?.content += bytes
            state.touch(open.node)
            return .success(bytes.count)
        }
    }

    public func synchronize(_ file: OpenFile) throws(FileError) {
        try run(.synchronize, file.path) { state -> SimulatedResult<Void> in
            guard let open = state.open[file.descriptor] else { return .failure(EBADF) }
            state.synchronize(open.node)
            return .success(())
        }
    }

    public func close(_ file: OpenFile) throws(FileError) {
        try run(.close, file.path) { state -> SimulatedResult<Void> in
            guard let open = state.open.removeValue(forKey: file.descriptor) else { return .failure(EBADF) }
            if state.nodes[open.node]?.lock == file.descriptor { state.nodes[open.node]?.lock = nil }
            return .success(())
        }
    }

    public func metadata(of file: OpenFile) throws(FileError) -> FileMetadata {
        try run(.inspect, file.path) { state in
            state.open[file.descriptor].flatMap { state.metadata($0.node) }.map { .success($0) } ?? .failure(EBADF)
        }
    }

    public func setMode(_ mode: UInt32, of file: OpenFile) throws(FileError) {
        try run(.setMode, file.path) { state -> SimulatedResult<Void> in
            guard let open = state.open[file.descriptor] else { return .failure(EBADF) }
            state.nodes[open.node]?.mode = mode
            return .success(())
        }
    }

    public func setOwner(user: UInt32?, group: UInt32?, of file: OpenFile) throws(FileError) {
        throw .failed(.setOwner, path: file.path, code: EPERM)
    }

    public func tryLock(_ file: OpenFile) throws(FileError) -> Bool {
        try run(.lock, file.path) { state in
            guard let open = state.open[file.descriptor] else { return .failure(EBADF) }
            if let holder = state.nodes[open.node]?.lock { return .success(holder == file.descriptor) }
            state.nodes[open.node]?.lock = file.descriptor
            return .success(true)
        }
    }

    public func metadata(at path: String, followingLinks: Bool) throws(FileError) -> FileMetadata? {
        try run(.inspect, path) { state in .success(state.names[path].flatMap { state.metadata($0) }) }
    }

    public func rename(_ path: String, to newPath: String) throws(FileError) {
        try run(.rename, newPath) { state -> SimulatedResult<Void> in
            guard let number = state.names[path] else { return .failure(ENOENT) }
            state.change(.move(path, newPath, number))
            return .success(())
        }
    }

    public func remove(_ path: String) throws(FileError) {
        try run(.remove, path) { state -> SimulatedResult<Void> in
            guard state.names[path] != nil else { return .failure(ENOENT) }
            state.change(.drop(path))
            return .success(())
        }
    }

    public func createDirectory(_ path: String, mode: UInt32) throws(FileError) {
        try run(.createDirectory, path) { state -> SimulatedResult<Void> in
            guard state.names[path] == nil else { return .failure(EEXIST) }
            guard state.names[FilePath.parent(of: path)] != nil else { return .failure(ENOENT) }
            state.change(.set(path, state.add(.directory, mode: mode)))
            return .success(())
        }
    }

    public func setDirectoryMode(_ mode: UInt32, at path: String) throws(FileError) {
        try run(.setMode, path) { state -> SimulatedResult<Void> in
            guard let number = state.names[path] else { return .failure(ENOENT) }
            state.nodes[number]?.mode = mode
            return .success(())
        }
    }

    public func synchronizeDirectory(_ path: String) throws(FileError) {
        try run(.synchronizeDirectory, path) { state -> SimulatedResult<Void> in
            guard state.names[path] != nil else { return .failure(ENOENT) }
            state.settle(namesIn: path, .durable)
            return .success(())
        }
    }

    public func names(in directory: String) throws(FileError) -> [String] {
        try run(.list, directory) { state in
            let inside = state.names.keys.filter { $0 != directory && FilePath.parent(of: $0) == directory }
            return .success(inside.map { FilePath.name(of: $0) })
        }
    }

    public func linkTarget(_ path: String) throws(FileError) -> String {
        throw .failed(.readLink, path: path, code: EINVAL)
    }

    public func canonicalPath(_ path: String) throws(FileError) -> String {
        try run(.resolve, path) { state in state.names[path] == nil ? .failure(ENOENT) : .success(path) }
    }

    private func run<Value: Sendable>(
        _ operation: FileOperation, _ path: String, _ body: (inout SimulatedState) -> SimulatedResult<Value>
    ) throws(FileError) -> Value {
        switch state.withLock({ body(&$0) }) {
        case .success(let value): return value
        case .failure(let code): throw .failed(operation, path: path, code: code)
        }
    }
}

enum SimulatedResult<Value: Sendable>: Sendable {
    case success(Value)
    case failure(Int32)
}
