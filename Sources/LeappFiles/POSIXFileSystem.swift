import CLeappShims

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The real disk.
public struct POSIXFileSystem: FileSystem {
    /// Whether a signal cuts off a call before it has done anything; only tests bring signals of their own.
    private let isInterrupted: (@Sendable (FileOperation) -> Bool)?

    /// The file system of this machine.
    public init() { isInterrupted = nil }

    /// The same with signals that come when `isInterrupted` says so.
    init(isInterrupted: @escaping @Sendable (FileOperation) -> Bool) { self.isInterrupted = isInterrupted }

    public func open(_ path: String, for purpose: OpenPurpose) throws(FileError) -> OpenFile {
        let always = O_CLOEXEC | O_NOCTTY
        let (flags, operation): (Int32, FileOperation) =
            switch purpose {
            case .reading: (O_RDONLY | O_NONBLOCK | always, .open)
            case .writingNew: (O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | always, .create)
            case .locking: (O_RDWR | O_CREAT | O_NOFOLLOW | always, .open)
            }
        let descriptor = try call(operation, path) { unsafe Int(leapp_open(path, flags, 0o600)) }
        return OpenFile(descriptor: Int32(descriptor), path: path)
    }

    public func read(_ file: OpenFile, into buffer: inout MutableRawSpan) throws(FileError) -> Int {
        try call(.read, file.path) {
            unsafe buffer.withUnsafeMutableBytes { unsafe systemRead(file.descriptor, $0.baseAddress, $0.count) }
        }
    }

    public func write(_ bytes: RawSpan, to file: OpenFile) throws(FileError) -> Int {
        try call(.write, file.path) {
            unsafe bytes.withUnsafeBytes { unsafe systemWrite(file.descriptor, $0.baseAddress, $0.count) }
        }
    }

    public func synchronize(_ file: OpenFile) throws(FileError) {
        _ = try call(.synchronize, file.path) { Int(fsync(file.descriptor)) }
    }

    public func startWriting(_ file: OpenFile) { leapp_start_writing(file.descriptor) }

    public func close(_ file: OpenFile) throws(FileError) {
        // After EINTR the descriptor is gone on Linux; closing again could hit another thread's file.
        guard systemClose(file.descriptor) == 0 && !interrupts(.close) || errno == EINTR else {
            throw .failed(.close, path: file.path, code: errno)
        }
    }

    public func metadata(of file: OpenFile) throws(FileError) -> FileMetadata {
        var status = stat()
        guard unsafe fstat(file.descriptor, &status) == 0 else {
            throw .failed(.inspect, path: file.path, code: errno)
        }
        return FileMetadata(status)
    }

    public func setMode(_ mode: UInt32, of file: OpenFile) throws(FileError) {
        _ = try call(.setMode, file.path) { Int(fchmod(file.descriptor, mode_t(mode))) }
    }

    public func setOwner(user: UInt32?, group: UInt32?, of file: OpenFile) throws(FileError) {
        _ = try call(.setOwner, file.path) { Int(fchown(file.descriptor, user ?? .max, group ?? .max)) }
    }

    public func tryLock(_ file: OpenFile) throws(FileError) -> Bool {
        do throws(FileError) {
            _ = try call(.lock, file.path) { Int(flock(file.descriptor, LOCK_EX | LOCK_NB)) }
            return true
        } catch {
            guard case .failed(_, _, EWOULDBLOCK) = error else { throw error }
            return false
        }
    }

    public func metadata(at path: String, followingLinks: Bool) throws(FileError) -> FileMetadata? {
        var status = stat()
        do throws(FileError) {
            _ = try call(.inspect, path) {
                Int(followingLinks ? unsafe stat(path, &status) : unsafe lstat(path, &status))
            }
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
        return FileMetadata(status)
    }

    public func rename(_ path: String, to newPath: String) throws(FileError) {
        guard !path.utf8.contains(0) else { throw .failed(.rename, path: path, code: EINVAL) }
        _ = try call(.rename, newPath) { Int(systemRename(path, newPath)) }
    }

    public func remove(_ path: String) throws(FileError) {
        _ = try call(.remove, path) { unsafe Int(unlink(path)) }
    }

    public func createDirectory(_ path: String, mode: UInt32) throws(FileError) {
        _ = try call(.createDirectory, path) { unsafe Int(mkdir(path, mode_t(mode))) }
        try setDirectoryMode(mode, at: path)  // mkdir cuts the mode by the umask
    }

    public func setDirectoryMode(_ mode: UInt32, at path: String) throws(FileError) {
        try withDirectory(path) { directory throws(FileError) in try setMode(mode, of: directory) }
    }

    public func synchronizeDirectory(_ path: String) throws(FileError) {
        try withDirectory(path) { directory throws(FileError) in
            do throws(FileError) {
                try synchronize(directory)
            } catch {
                guard case .failed(_, let path, let code) = error else { throw error }
                if code == EINVAL { return }  // this file system knows no such thing
                throw .failed(.synchronizeDirectory, path: path, code: code)
            }
        }
    }

    public func names(in directory: String) throws(FileError) -> [String] {
        guard !directory.utf8.contains(0) else { throw .failed(.list, path: directory, code: EINVAL) }
        guard let stream = unsafe opendir(directory) else {
            throw .failed(.list, path: directory, code: errno)
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe String(validatingCString: UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
            }
            if let name, name != ".", name != ".." { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw .failed(.list, path: directory, code: errno) }
        return names
    }

    public func linkTarget(_ path: String) throws(FileError) -> String {
        var target = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = try call(.readLink, path) {
            unsafe target.withUnsafeMutableBytes { target in
                unsafe Int(readlink(path, target.baseAddress!.assumingMemoryBound(to: CChar.self), target.count))
            }
        }
        guard let text = String(validating: target.prefix(count), as: UTF8.self) else {
            throw .failed(.readLink, path: path, code: EILSEQ)
        }
        return text
    }

    public func canonicalPath(_ path: String) throws(FileError) -> String {
        guard !path.utf8.contains(0) else { throw .failed(.resolve, path: path, code: EINVAL) }
        guard let resolved = unsafe realpath(path, nil) else {
            throw .failed(.resolve, path: path, code: errno)
        }
        defer { unsafe free(resolved) }
        guard let text = unsafe String(validatingCString: resolved) else {
            throw .failed(.resolve, path: path, code: EILSEQ)
        }
        return text
    }

    public func isLocal(_ path: String) throws(FileError) -> Bool {
        try call(.inspect, path) { unsafe Int(leapp_is_local(path)) } == 1
    }

    private func withDirectory(_ path: String, _ body: (OpenFile) throws(FileError) -> Void) throws(FileError) {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let descriptor = try call(.open, path) { unsafe Int(leapp_open(path, flags, 0)) }
        let directory = OpenFile(descriptor: Int32(descriptor), path: path)
        do throws(FileError) {
            try body(directory)
        } catch {
            abandon(directory)
            throw error
        }
        try close(directory)
    }

    /// Makes a call, begun again where a signal cut it off.
    private func call(_ operation: FileOperation, _ path: String, _ body: () -> Int) throws(FileError) -> Int {
        guard !path.utf8.contains(0) else { throw .failed(operation, path: path, code: EINVAL) }
        while true {
            let result = interrupts(operation) ? -1 : body()
            if result >= 0 { return result }
            guard errno == EINTR else { throw .failed(operation, path: path, code: errno) }
        }
    }

    private func interrupts(_ operation: FileOperation) -> Bool {
        guard let isInterrupted, isInterrupted(operation) else { return false }
        errno = EINTR
        return true
    }
}

// The calls whose names the methods above have too.
private func systemRead(_ descriptor: Int32, _ address: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    count == 0 ? 0 : unsafe read(descriptor, address!, count)
}
private func systemWrite(_ descriptor: Int32, _ address: UnsafeRawPointer?, _ count: Int) -> Int {
    count == 0 ? 0 : unsafe write(descriptor, address!, count)
}
private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
private func systemRename(_ path: String, _ newPath: String) -> Int32 { unsafe rename(path, newPath) }

extension FileMetadata {
    fileprivate init(_ status: stat) {
        let kind: Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            default: .other
            }
        #if canImport(Glibc)
        let (modified, changed) = (status.st_mtim, status.st_ctim)
        #else
        let (modified, changed) = (status.st_mtimespec, status.st_ctimespec)
        #endif
        self.init(
            kind: kind, mode: UInt32(status.st_mode & 0o7777), userID: status.st_uid, groupID: status.st_gid,
            version: FileVersion(
                device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int(status.st_size),
                modified: Int64(modified.tv_sec) &* 1_000_000_000 &+ Int64(modified.tv_nsec),
                changed: Int64(changed.tv_sec) &* 1_000_000_000 &+ Int64(changed.tv_nsec)))
    }
}
