import LeappFiles
import LeappFilesTesting
import Synchronization

/// A process that dies at a step of its work on the disk: from then on it changes no file, and no row of the database either.
final class DyingProcess: Sendable {
    private let home: SectionHome
    private let step: Int
    private let database = Mutex<[UInt8]?>(nil)

    init(_ home: SectionHome, at step: Int) {
        self.home = home
        self.step = step
    }

    /// The disk as the process sees it. At its death the database is made unreadable, so that it cannot tidy up.
    var disk: FaultyFileSystem {
        FaultyFileSystem(POSIXFileSystem()) { count, _ in
            guard count == self.step else { return nil }
            do {
                let bytes = try POSIXFileSystem().readFile(self.home.places.database, limit: 1 << 24)
                self.database.withLock { $0 = bytes }
                self.home.overwriteDatabase([UInt8](repeating: 0x78, count: bytes.count))
            } catch {
                return nil  // the test sees a process that did not die
            }
            return .crash
        }
    }

    /// Gives the next process the database as it was at the death; says whether there was one.
    func bury() -> Bool {
        guard let bytes = database.withLock({ $0 }) else { return false }
        home.overwriteDatabase(bytes)
        return true
    }
}
