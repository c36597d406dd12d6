import LeappCrypto
import LeappEngine
import LeappFiles
import LeappFilesTesting
import LeappState
import Synchronization

/// A home of which everything but the SQLite database lies on a simulated disk.
final class SimulatedHome: Sendable {
    /// Where the database is; on the simulated disk there is a folder of the same path.
    private let directory: TemporaryDirectory
    let places: Places
    private let held: Mutex<SimulatedDisk>
    private let time = Mutex<Int64>(1_800_000_000_000)
    private let counter = Mutex<UInt64>(0)

    init() throws {
        directory = try TemporaryDirectory(inMemory: true)
        let home = directory.path
        places = try Places(
            environment: ["HOME": home, "LEAPP_VAULT": FilePath.join(home, "data/vault.lpv")], userID: SimulatedDisk.userID)
        try POSIXFileSystem().createDirectories(places.state)
        var folders = [home]
        while let last = folders.last, last != "/" { folders.append(FilePath.parent(of: last)) }
        held = Mutex(SimulatedDisk(folders: folders + [FilePath.join(home, "data"), FilePath.join(home, ".aws")]))
    }

    var disk: SimulatedDisk { held.withLock { $0 } }

    /// What the clock says, without going on.
    var clock: Int64 { time.withLock { $0 } }

    func pass(seconds: Int64) { time.withLock { $0 += seconds * 1000 } }

    /// The effects of a process on `disk`; nil: on this home's. Its clock goes on by a second at each look.
    func effects(on disk: (any FileSystem)? = nil) -> Effects {
        let now: @Sendable () -> Int64 = { [self] in
            time.withLock { time in
                time += 1000
                return time
            }
        }
        return Effects(
            now: now, bootTime: now, randomness: randomness, places: places,
            disk: disk ?? SplitDisk(self.disk, prefix: places.database, on: POSIXFileSystem()),
            wait: LockWait(limitMilliseconds: 0) { _ in }, processID: 1, isMemoryLocked: false)
    }

    /// The same bytes in every run, so that what two runs leave alike is looked at once.
    private var randomness: Randomness {
        unsafe Randomness { [self] buffer in
            let number = counter.withLock { counter in
                counter += 1
                return counter
            }
            var generator = number &* 0x9e37_79b9_7f4a_7c15
            for index in buffer.indices {
                generator ^= generator << 13
                generator ^= generator >> 7
                generator ^= generator << 17
                unsafe buffer[index] = UInt8(truncatingIfNeeded: generator >> 32)
            }
        }
    }

    /// The state of the home, from which any number of runs begin.
    struct State: Sendable {
        let disk: SimulatedDisk
        let database: [UInt8]
        fileprivate let time: Int64
        fileprivate let counter: UInt64

        /// The same without the local database.
        var withoutDatabase: State { State(disk: disk, database: [], time: time, counter: counter) }
    }

    /// Everything as it is, made durable.
    func state() throws -> State {
        State(
            disk: disk.settled(), database: try databaseBytes(), time: time.withLock { $0 }, counter: counter.withLock { $0 })
    }

    /// Goes back to a state.
    func restore(_ state: State) throws {
        try restore(state.disk.settled(), database: state.database)
        time.withLock { $0 = state.time }
        counter.withLock { $0 = state.counter }
    }

    /// Starts again after a power failure.
    func restore(_ remains: PowerFailures.Remains) throws { try restore(remains.disk.settled(), database: remains.database) }

    private func restore(_ disk: SimulatedDisk, database: [UInt8]) throws {
        held.withLock { $0 = disk }
        for ending in ["", "-journal"]
        where try POSIXFileSystem().metadata(at: places.database + ending, followingLinks: false) != nil {
            try POSIXFileSystem().remove(places.database + ending)
        }
        if !database.isEmpty { directory.write(database, to: String(places.database.dropFirst(directory.path.count + 1))) }
    }

    private func databaseBytes() throws -> [UInt8] {
        guard try POSIXFileSystem().metadata(at: places.database, followingLinks: false) != nil else { return [] }
        return try POSIXFileSystem().readFile(places.database, limit: 1 << 24)
    }

    /// The names in a folder of the simulated disk; none where it is missing.
    func names(in folder: String) throws -> [String] {
        try disk.metadata(at: folder, followingLinks: false) == nil ? [] : disk.names(in: folder).sorted()
    }
}
