import LeappAWSConfig
import LeappCrypto
import LeappEngine
import LeappFiles

/// One of the two AWS files as it was read.
struct AWSFileOnDisk: Sendable {
    /// The largest file that is read.
    private static let limit = 64 << 20

    /// What it holds; no bytes where it is missing.
    let document: AWSDocument
    /// Which version of it was read; nil where it is missing.
    let version: FileVersion?

    /// The real path.
    var path: String { document.path }

    /// Reads a file, whose links are followed. One that is missing is an error only where `isRequired`.
    init(_ file: AWSFile, at path: String, isRequired: Bool, disk: any FileSystem) throws(CommandError) {
        do throws(FileError) {
            let real: String
            do throws(FileError) { real = try disk.resolved(path) } catch {
                guard error.isMissing, !isRequired else { throw error }
                real = path
            }
            do throws(FileError) {
                let read = try disk.readVersionedSecret(real, limit: Self.limit)
                version = read.metadata.version
                document = AWSDocument(file, path: real, parsing: SecretArena(read.takeBytes()))
            } catch {
                guard error.isMissing, !isRequired else { throw error }
                version = nil
                document = AWSDocument(file, path: real, copying: Secret(count: 0).bytes)
            }
        } catch {
            throw .file(error)
        }
    }

    /// Puts bytes in the files' places, one after the other; what goes wrong says which of them have them.
    static func replace(_ files: [(file: AWSFileOnDisk, bytes: SecretArena)], effects: Effects) throws(CutOff) {
        for (place, next) in files.enumerated() {
            do throws(FileError) {
                try next.file.replace(with: next.bytes, effects: effects)
            } catch {
                // The last step makes the new name durable: without it the new bytes are in place all the same.
                let folder = if case .failed(.synchronizeDirectory, let path, _) = error { path } else { "" }
                let isDone = folder == FilePath.parent(of: next.file.path)
                let paths = files.map(\.file.path)
                let count = place + (isDone ? 1 : 0)
                throw CutOff(fault: error, done: Array(paths[..<count]), left: Array(paths[count...]))
            }
        }
    }

    /// Puts `bytes` in the file's place, durably and under its lock, unless anybody changed it since it was read.
    private func replace(with bytes: SecretArena, effects: Effects) throws(FileError) {
        let lock = try Self.lock(real: path, effects: effects)
        defer { withExtendedLifetime(lock) {} }
        try replaceLocked(with: bytes, effects: effects)
    }

    /// The same by one who holds the lock.
    func replaceLocked(with bytes: SecretArena, effects: Effects) throws(FileError) {
        try effects.disk.createDirectories(FilePath.parent(of: path))
        try DurableFile(path, on: effects.disk, randomness: effects.randomness)
            .replace(with: bytes.bytes, mode: mode, expecting: .version(version))
    }

    /// Takes the lock of a file, whose links are followed, as all of leapp does before it changes the file.
    static func lock(_ path: String, effects: Effects) throws(CommandError) -> FileLock {
        do throws(FileError) {
            do throws(FileError) { return try lock(real: effects.disk.resolved(path), effects: effects) } catch {
                guard error.isMissing else { throw error }
                return try lock(real: path, effects: effects)
            }
        } catch {
            throw .file(error)
        }
    }

    private static func lock(real path: String, effects: Effects) throws(FileError) -> FileLock {
        try effects.places.prepareState(on: effects.disk)
        try effects.disk.createDirectories(effects.places.locks)
        return try FileLock(effects.places.lockPath(ofAWSFile: path), on: effects.disk, wait: effects.wait)
    }

    /// The file once its emptiness is to be believed: most programs empty a file before they write it anew.
    func settled(_ effects: Effects) throws(CommandError) -> AWSFileOnDisk {
        var (file, looks) = (self, 0)
        while file.version != nil, file.document.arena.count == 0, looks < EmptyFiles.looks {
            effects.wait.pause(EmptyFiles.pause)
            let next = try AWSFileOnDisk(document.file, at: path, isRequired: false, disk: effects.disk)
            looks = next.version == file.version ? looks + 1 : 0
            file = next
        }
        return file
    }

    private var mode: ModePolicy {
        switch document.file {
        case .config: .kept(within: 0o777, new: 0o600)
        case .credentials: .kept(within: 0o600, new: 0o600)
        }
    }
}

/// A fault in the middle of several files.
struct CutOff: Error {
    let fault: FileError
    /// The files that have their new bytes.
    let done: [String]
    /// The files that are as they were.
    let left: [String]
}
