import LeappAWSConfig
import LeappBytes
import LeappCrypto
import LeappFiles

/// One AWS file under its lock: what it held when the lock was taken, and what it is to hold.
final class SectionFile {
    /// The largest file that is read.
    static let limit = 64 << 20

    /// The real path.
    let path: String
    /// What the file is to hold.
    private(set) var edited: AWSDocument
    /// What the file system last said of the file; nil where it is missing.
    private(set) var version: FileVersion?
    /// Whether the file on disk may hold what ``save()`` wrote.
    private(set) var isWritten = false
    private var original: AWSDocument
    private var existed: Bool
    /// The edits in order; nil once one of them cannot be made again on other content.
    private var edits: [Edit]? = []
    private let disk: any FileSystem
    private let randomness: Randomness
    private let lock: FileLock
    private let wait: LockWait
    private let empty: EmptyFiles

    /// A change that means the same whatever else the file holds; where it does not fit any more it throws
    /// ``FileError/changedMeanwhile(path:)``.
    typealias Edit = (AWSDocument) throws(SectionError) -> AWSDocument

    /// Locks and reads a file; one that is missing counts as empty.
    init(
        _ kind: AWSFile, path: String, lock lockPath: String, disk: any FileSystem, randomness: Randomness, wait: LockWait,
        empty: EmptyFiles
    ) throws(FileError) {
        self.path = path
        self.disk = disk
        self.randomness = randomness
        self.wait = wait
        self.empty = empty
        lock = try FileLock(lockPath, on: disk, wait: wait)
        (original, version) = try SectionFile.read(kind, path, disk, wait, empty)
        existed = version != nil
        edited = original
    }

    /// Whether the file is to hold something else than it did.
    var isChanged: Bool {
        let (old, new) = (original, edited)
        return !new.bytes.isEqual(to: old.bytes)
    }

    /// Makes an edit that can be made again where another program changes the file before it is written.
    func edit(_ edit: @escaping Edit) throws(SectionError) {
        edited = try edit(edited)
        edits?.append(edit)
    }

    /// Sets the content; if another program changes the file before it is written, all must be worked out again.
    func set(_ document: AWSDocument) {
        guard !document.bytes.isEqual(to: edited.bytes) else { return }
        edited = document
        edits = nil
    }

    /// Replaces the file's content.
    ///
    /// Where another program changed the file since it was read, the edits are made on what that wrote.
    ///
    /// The credentials file is never readable by others afterwards; the configuration file keeps its mode.
    func save() throws(SectionError) {
        for _ in 0..<200 {
            do throws(FileError) {
                if version == nil { try disk.createDirectories(FilePath.parent(of: path)) }
                return try write(edited)
            } catch {
                guard case .changedMeanwhile = error, let edits, !isWritten else { throw .file(error) }
                try read(and: edits)
            }
        }
        throw .neverStill(file: path)
    }

    private func read(and edits: [Edit]) throws(SectionError) {
        do throws(FileError) {
            (original, version) = try SectionFile.read(original.file, path, disk, wait, empty)
        } catch {
            throw .file(error)
        }
        existed = version != nil
        edited = original
        for edit in edits { edited = try edit(edited) }
    }

    /// Puts back what the file held before ``save()``, if nobody changed it since.
    func restore() throws(FileError) {
        guard isWritten else { return }
        if existed { return try write(original) }
        guard try disk.metadata(at: path, followingLinks: false)?.version == version else {
            throw .changedMeanwhile(path: path)
        }
        try disk.remove(path)
    }

    /// Removes what killed writers left beside the file, which may hold keys.
    func removeLeftovers() throws(FileError) {
        guard version != nil else { return }
        try DurableFile(path, on: disk, randomness: randomness).removeLeftovers()
    }

    private func write(_ document: AWSDocument) throws(FileError) {
        let mode: ModePolicy =
            switch document.file {
            case .config: .kept(within: 0o777, new: 0o600)
            case .credentials: .kept(within: 0o600, new: 0o600)
            }
        do throws(FileError) {
            try DurableFile(path, on: disk, randomness: randomness)
                .replace(with: document.bytes, mode: mode, expecting: .version(version))
        } catch {
            guard case .failed(.synchronizeDirectory, _, _) = error else { throw error }
            try noteWritten()  // the new name is there, though it may not outlive a power failure
            throw error
        }
        try noteWritten()
    }

    private func noteWritten() throws(FileError) {
        isWritten = true
        version = try disk.metadata(at: path, followingLinks: false)?.version
        if version?.size == 0 { empty.insert(path, version) }
    }

    private static func read(
        _ kind: AWSFile, _ path: String, _ disk: any FileSystem, _ wait: LockWait, _ empty: EmptyFiles
    ) throws(FileError) -> (AWSDocument, FileVersion?) {
        do throws(FileError) {
            var looks = 0
            var last: FileVersion?
            while true {
                let read = try disk.readVersionedSecret(path, limit: limit)
                let version = read.metadata.version
                looks = version == last ? looks + 1 : 0
                if read.bytes.count > 0 || looks == EmptyFiles.looks || empty.contains(path, version) {
                    if read.bytes.count == 0 { empty.insert(path, version) }
                    return (AWSDocument(kind, path: path, parsing: SecretArena(read.takeBytes())), version)
                }
                last = version
                wait.pause(EmptyFiles.pause)
            }
        } catch {
            guard error.isMissing else { throw error }
            return (AWSDocument(kind, path: path, copying: RawSpan()), nil)
        }
    }
}
