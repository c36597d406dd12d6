import LeappBytes
public import LeappCrypto

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file that is only ever replaced as a whole, so that after any crash it holds exactly its old or its new bytes.
///
/// The new bytes go to a temporary file in the same folder, are made durable, and take the old file's place by a rename that is
/// made durable too (merge-and-sync.md, "Durable replace"). Through a symbolic link the file behind it is replaced.
/// Callers hold the lock that guards the path.
public struct DurableFile: Sendable {
    /// The path as given, possibly a link.
    public let path: String
    private let disk: any FileSystem
    private let randomness: Randomness

    /// Names a file, which need not exist.
    public init(_ path: String, on disk: any FileSystem, randomness: Randomness) {
        self.path = path
        self.disk = disk
        self.randomness = randomness
    }

    /// Replaces the file's content.
    ///
    /// A file without write permission for its owner is refused like a folder without it (`EACCES`): a rename would not ask.
    /// With `expecting` the file must still be as it was when it was read, nil in it meaning missing; else
    /// ``FileError/changedMeanwhile(path:)``. If the last step, making the rename durable, fails, the new content is in place.
    public func replace(
        with bytes: RawSpan, mode: ModePolicy, expecting expected: ExpectedState = .anything
    ) throws(FileError) {
        let target = try disk.resolved(path)
        let old = try disk.metadata(at: target, followingLinks: false)
        if let old {
            guard old.kind == .regular else { throw .notARegularFile(path: target) }
            guard old.mode & 0o200 != 0 else { throw .failed(.open, path: target, code: EACCES) }
        }
        disk.removeLeftovers(of: target)
        let temporary = TemporaryName.make(for: target, randomness: randomness)
        // The content is durable when the file is closed. A network disk may still refuse then (NFS: EIO, EDQUOT): the old file stays.
        try disk.withNewFile(temporary) { file throws(FileError) in
            guard try disk.tryLock(file) else { throw .lockHeld(path: temporary, waitedMilliseconds: 0) }
            try disk.write(all: bytes, to: file)
            try settle(file, mode: mode, old: old)
        }
        do throws(FileError) {
            try check(expected, of: target)
            try disk.rename(temporary, to: target)
        } catch {
            disk.discard(temporary)
            throw error
        }
        try disk.synchronizeDirectory(FilePath.parent(of: target))
    }

    /// The names of temporary files beside it: of a writer that is at it, or that died.
    public func leftovers() throws(FileError) -> [String] {
        let target = try disk.resolved(path)
        return try disk.names(in: FilePath.parent(of: target)).filter { TemporaryName.isOne($0, for: target) }
    }

    /// Removes the temporary files of writers that died, and returns the names of those that could not be removed.
    @discardableResult
    public func removeLeftovers() throws(FileError) -> [String] {
        disk.removeLeftovers(of: try disk.resolved(path))
    }

    /// Gives a written file its owner and its bits, and makes it durable.
    private func settle(_ file: OpenFile, mode: ModePolicy, old: FileMetadata?) throws(FileError) {
        var allowed = mode.mode(old: old?.mode)
        let own = try disk.metadata(of: file)
        if let old, case .kept = mode {
            if old.userID != own.userID { try disk.setOwner(user: old.userID, group: nil, of: file) }
            if old.groupID != own.groupID { try keepGroup(old.groupID, of: file, narrowing: &allowed) }
        }
        if own.mode != allowed { try disk.setMode(allowed, of: file) }
        try disk.synchronize(file)
    }

    /// A group that this user is not in cannot be given: then no group gets access, rather than another one.
    private func keepGroup(_ group: UInt32, of file: OpenFile, narrowing mode: inout UInt32) throws(FileError) {
        do throws(FileError) {
            try disk.setOwner(user: nil, group: group, of: file)
        } catch {
            guard error.reason == .denied else { throw error }
            mode &= 0o707
        }
    }

    private func check(_ expected: ExpectedState, of target: String) throws(FileError) {
        guard case .version(let version) = expected else { return }
        guard try disk.metadata(at: target, followingLinks: false)?.version == version else {
            throw .changedMeanwhile(path: target)
        }
    }
}

extension FileSystem {
    /// Removes the temporary files that writers of any file in a folder left when they died, and returns the names of those
    /// that could not be removed. For a folder in which every file is replaced by ``DurableFile``.
    @discardableResult
    public func removeLeftovers(in folder: String) -> [String] { removeLeftovers(in: folder) { TemporaryName.isOne($0) } }

    /// Removes the temporary files that writers of the file at this real path left when they died, and returns the names of those
    /// that could not be removed. Callers hold the lock that guards the path.
    @discardableResult
    public func removeLeftovers(of target: String) -> [String] {
        removeLeftovers(in: FilePath.parent(of: target)) { TemporaryName.isOne($0, for: target) }
    }

    private func removeLeftovers(in folder: String, _ isMeant: (String) -> Bool) -> [String] {
        var left: [String] = []
        do throws(FileError) {
            for name in try names(in: folder) where isMeant(name) {
                if !removeIfDead(FilePath.join(folder, name)) { left.append(name) }
            }
        } catch {
            // A folder that may not be listed is no reason not to write the file.
        }
        return left
    }

    /// Removes the temporary file of a writer that died, and says whether it is gone; a living writer holds its lock.
    private func removeIfDead(_ temporary: String) -> Bool {
        do throws(FileError) {
            return try withFile(temporary, for: .reading) { file throws(FileError) in
                guard try tryLock(file) else { return false }
                try remove(temporary)
                return true
            }
        } catch {
            return error.isMissing
        }
    }
}

/// How the permission bits of a replaced file come about.
public enum ModePolicy: Equatable, Sendable {
    /// These bits, whatever the old file had; the owner is this process's user.
    case exactly(UInt32)
    /// The old file's owner, and its bits as far as they are in `within`; `new` where there was no file.
    case kept(within: UInt32, new: UInt32)

    func mode(old: UInt32?) -> UInt32 {
        switch self {
        case .exactly(let mode): mode
        case .kept(let within, let new): old.map { $0 & within } ?? new
        }
    }
}

/// What a replaced file must still be.
public enum ExpectedState: Equatable, Sendable {
    /// Whatever it is.
    case anything
    /// As it was when this version was seen; nil: missing.
    case version(FileVersion?)
}
