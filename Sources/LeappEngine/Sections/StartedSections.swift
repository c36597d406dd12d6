import LeappAWSConfig
import LeappBytes
public import LeappCrypto
public import LeappFiles
public import LeappState
import Synchronization

/// The sections that started sessions have in the user's AWS files.
///
/// Only what leapp wrote is changed or removed: the ledger in the local database says what that is, by a hash of its meaning.
/// Each operation takes the files' locks, reads them again, records in the ledger what it is about to do, replaces the files
/// durably, and records what it did; killed anywhere, it leaves what the next ``heal(files:content:)`` completes or takes back.
/// The user's own sections are touched only where adoption was asked for, and come back byte for byte at stop.
public final class StartedSections: Sendable {
    let disk: any FileSystem
    let database: StateDatabase
    let randomness: Randomness
    let wait: LockWait
    let sealing: SectionSealing
    private let places: Places
    /// The versions of files in which everything was as the ledger says.
    let healthy = Mutex<[String: FileVersion]>([:])
    let empty = EmptyFiles()

    /// Works on the files of `disk` with the ledger in `database`; lock files go to the state folder of `places`.
    public init(
        on disk: any FileSystem, database: StateDatabase, places: Places, randomness: Randomness, wait: LockWait,
        sealing: SectionSealing
    ) {
        self.disk = disk
        self.database = database
        self.places = places
        self.randomness = randomness
        self.wait = wait
        self.sealing = sealing
    }

    /// What is started, by file and section.
    public func current() throws(SectionError) -> [LedgerEntry] {
        try ledger().filter { $0.phase == .active }
    }

    /// The path of the lock file for an AWS file of this real path.
    func lockPath(of path: String) -> String { places.lockPath(ofAWSFile: path) }

    /// Makes the folder of lock files.
    func prepareLocks() throws(SectionError) {
        do throws(FileError) {
            try places.prepareState(on: disk)
            try disk.createDirectories(places.locks)
        } catch {
            throw .file(error)
        }
    }

    /// The file that a path stands for; itself where its folder is missing.
    func realPath(of path: String) throws(SectionError) -> String {
        do throws(FileError) { return try disk.resolved(path) } catch {
            if error.isMissing { return path }
            throw .file(error)
        }
    }

    func ledger() throws(SectionError) -> [LedgerEntry] {
        do throws(StateError) { return try database.ledger() } catch { throw .state(error) }
    }

    func pieces() throws(SectionError) -> [SetAside] {
        do throws(StateError) { return try database.setAside() } catch { throw .state(error) }
    }

    /// Begins `body` again where another program changed a file in its course.
    func untilStill<Value>(_ body: () throws(SectionError) -> Value) throws(SectionError) -> Value {
        for attempt in 0..<20 {
            do throws(SectionError) { return try body() } catch {
                guard case .file(.changedMeanwhile) = error else { throw error }
            }
            wait.pause(1 + attempt % 4 * 7)  // out of step with what writes at a steady pace
        }
        do throws(SectionError) { return try body() } catch {
            guard case .file(.changedMeanwhile(let path)) = error else { throw error }
            throw .neverStill(file: path)
        }
    }
}
