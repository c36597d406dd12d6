import LeappBytes
import LeappCrypto
public import LeappFiles
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Runs an operation on a simulated disk and collects everything that a power failure at any moment of it may leave.
///
/// The moments are those before each step of ``FaultyFileSystem``, before each commit of the SQLite database, which lies on a
/// real disk, and the end. What two moments have in common is collected once; moments before another trouble are left out, as
/// they are those of a run without it, and of those after it the coarse ones are taken.
public final class PowerFailures: Sendable {
    /// What is found after a power failure; two that differ in the moment only are the same.
    public struct Remains: Sendable, Hashable {
        /// The disk, without the database.
        public let disk: SimulatedDisk
        /// The database's file.
        public let database: [UInt8]
        /// When it happened.
        public let moment: String
        private let fingerprint: [UInt8]

        init(disk: SimulatedDisk, database: [UInt8], moment: String) {
            (self.disk, self.database, self.moment) = (disk, database, moment)
            var parts = disk.folders.map { Array("\($0)/".utf8) }
            parts += disk.files.map { path, content in Array(path.utf8) + [0] + Remains.hash(content) }
            parts.sort { $0.lexicographicallyPrecedes($1) }
            fingerprint = Remains.hash(Array(parts.joined()) + Remains.hash(database))
        }

        private static func hash(_ bytes: [UInt8]) -> [UInt8] {
            BLAKE2b.hash(bytes.rawSpan, count: 32, personalisation: "leapp-test-disk")
        }

        public static func == (a: Remains, b: Remains) -> Bool { a.fingerprint == b.fingerprint }

        public func hash(into hasher: inout Hasher) { for byte in fingerprint.prefix(8) { hasher.combine(byte) } }
    }

    /// A trouble beside the power failure.
    public enum Trouble: Sendable, CustomStringConvertible {
        case none
        /// The call fails.
        case refusal(step: Int, code: Int32)
        /// The write takes one block.
        case shortWrite(step: Int)
        /// The database does not take a transaction.
        case refusedCommit(number: Int)

        fileprivate var isAny: Bool { if case .none = self { false } else { true } }

        /// Whether nothing is different yet from a run without it.
        fileprivate func isAhead(ofStep step: Int?, commit: Int?) -> Bool {
            switch self {
            case .none: false
            case .refusal(let number, _), .shortWrite(let number): step.map { $0 < number } ?? false
            case .refusedCommit(let number): commit.map { $0 < number } ?? false
            }
        }

        public var description: String {
            switch self {
            case .none: "no fault"
            case .refusal(let step, let code): "fault \(code) at step \(step)"
            case .shortWrite(let step): "short write at step \(step)"
            case .refusedCommit(let number): "commit \(number) refused"
            }
        }
    }

    private struct Collected {
        var known: Set<Remains> = []
        var remains: [Remains] = []
        var seen: [String: [[UInt8]?]] = [:]
        var commits = 0
        var end: [Remains] = []
    }

    private let disk: SimulatedDisk
    private let database: String
    private let watched: Set<String>
    private let trouble: Trouble
    private let collected = Mutex(Collected())

    /// For an operation on `disk` and the database at the real path `database`; what programs see at the paths of `watching` is
    /// remembered.
    public init(_ disk: SimulatedDisk, database: String, watching: Set<String>, trouble: Trouble = .none) {
        self.disk = disk
        self.database = database
        self.watched = watching
        self.trouble = trouble
    }

    /// Runs `operation` on the disk that it is to use, with looks at it as steps where `looking`; returns the steps' names and
    /// why it failed.
    public func run(
        looking: Bool = false, _ operation: (any FileSystem) throws -> Void
    ) -> (steps: [FileOperation], failure: (any Error)?) {
        let faulty = begin(looking: looking)
        defer { end() }
        do {
            try operation(SplitDisk(faulty, prefix: database, on: POSIXFileSystem()))
            return (faulty.steps, nil)
        } catch {
            return (faulty.steps, error)
        }
    }

    /// The same for an operation that waits for others on its way.
    public func run(
        looking: Bool = false, _ operation: (any FileSystem) async throws -> Void
    ) async -> (steps: [FileOperation], failure: (any Error)?) {
        let faulty = begin(looking: looking)
        defer { end() }
        do {
            try await operation(SplitDisk(faulty, prefix: database, on: POSIXFileSystem()))
            return (faulty.steps, nil)
        } catch {
            return (faulty.steps, error)
        }
    }

    /// The disk of an operation that begins, at each step of which is collected what a power failure would leave.
    private func begin(looking: Bool) -> FaultyFileSystem {
        let faulty = FaultyFileSystem(disk, looking: looking ? [.open, .read, .inspect, .lock, .list, .resolve] : []) {
            step, name in
            self.collect("before step \(step) (\(name.rawValue)), \(self.trouble)", step: step)
            switch self.trouble {
            case .refusal(step, let code): return .refusal(code: code)
            case .shortWrite(step) where name == .write: return .shortWrite(count: 4096)
            case .refusal, .shortWrite, .refusedCommit, .none: return nil
            }
        }
        CommitWatch.watch(database) {
            let number = self.collected.withLock { collected in
                collected.commits += 1
                return collected.commits - 1
            }
            self.collect("before commit \(number), \(self.trouble)", commit: number)
            if case .refusedCommit(number) = self.trouble { return false }
            return true
        }
        return faulty
    }

    private func end() {
        CommitWatch.watch(database, nil)
        collect("at the end, \(trouble)")
    }

    /// Everything that may be found, each once.
    public var remains: [Remains] { collected.withLock { $0.remains } }

    /// How many transactions were to be committed.
    public var commits: Int { collected.withLock { $0.commits } }

    /// What may be found after the operation has ended.
    public var remainsAtTheEnd: [Remains] { collected.withLock { $0.end } }

    /// The contents (nil: no file) that programs saw at a watched path, in order, each once.
    public func contents(at path: String) -> [[UInt8]?] { collected.withLock { $0.seen[path] ?? [] } }

    private func collect(_ moment: String, step: Int? = nil, commit: Int? = nil) {
        note(disk.files)
        if trouble.isAhead(ofStep: step, commit: commit) { return }
        let database = (try? POSIXFileSystem().readFile(database, limit: 1 << 24)) ?? []
        let images = disk.crashImages(isCoarse: trouble.isAny).map { Remains(disk: $0, database: database, moment: moment) }
        collected.withLock { collected in
            for image in images where collected.known.insert(image).inserted { collected.remains.append(image) }
            if step == nil, commit == nil { collected.end = images }
        }
    }

    private func note(_ files: [String: [UInt8]]) {
        collected.withLock { collected in
            for path in watched where !(collected.seen[path]?.contains(files[path]) ?? false) {
                collected.seen[path, default: []].append(files[path])
            }
        }
    }
}
