public import LeappCrypto
public import LeappFiles
public import LeappState

/// Everything that the program asks of its surroundings, made once in main; tests bring their own.
public struct Effects: Sendable {
    /// The wall clock, in milliseconds since 1970.
    public var now: @Sendable () -> Int64
    /// A clock that goes on while the machine sleeps, in milliseconds (CLOCK_BOOTTIME).
    public var bootTime: @Sendable () -> Int64
    /// Where random bytes come from.
    public var randomness: Randomness
    /// Where files lie.
    public var places: Places
    /// The file system.
    public var disk: any FileSystem
    /// How long to wait for another process's lock.
    public var wait: LockWait
    /// This process's number.
    public var processID: Int32
    /// Whether locked memory could be had.
    public var isMemoryLocked: Bool
    /// What this machine is called.
    public var hostName: String

    /// Puts the parts together.
    public init(
        now: @escaping @Sendable () -> Int64, bootTime: @escaping @Sendable () -> Int64, randomness: Randomness = .system,
        places: Places, disk: any FileSystem = POSIXFileSystem(), wait: LockWait = .upTo(milliseconds: 30_000),
        processID: Int32, isMemoryLocked: Bool, hostName: String = ""
    ) {
        self.now = now
        self.bootTime = bootTime
        self.randomness = randomness
        self.places = places
        self.disk = disk
        self.wait = wait
        self.processID = processID
        self.isMemoryLocked = isMemoryLocked
        self.hostName = hostName
    }

    /// Opens the machine-local database, and makes its folder where there is none.
    public func openState() throws(StoreError) -> StateDatabase {
        try StoreError.files { () throws(FileError) in try places.prepareState(on: disk) }
        return try StoreError.state { () throws(StateError) in
            try StateDatabase(path: places.database, on: disk, randomness: randomness, wait: wait)
        }
    }
}
