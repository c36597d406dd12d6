import LeappCrypto
import LeappFiles
import LeappFilesTesting
import Testing

@testable import LeappState

@Suite struct StateDatabaseTests {
    let folder: TemporaryDirectory
    let disk = POSIXFileSystem()
    var path: String { folder("state.sqlite") }

    init() throws { folder = try TemporaryDirectory() }

    func open() throws(StateError) -> StateDatabase {
        try StateDatabase(path: path, on: disk, randomness: .system, wait: .upTo(milliseconds: 60_000))
    }

    func bytes(_ value: UInt8) -> [UInt8] { [UInt8](repeating: value, count: 16) }

    func entry(_ section: String, phase: LedgerEntry.Phase = .active) -> LedgerEntry {
        LedgerEntry(
            key: .init(file: "/f", section: section), profile: section, sessionID: "00", sessionName: "n", vaultID: bytes(1),
            method: .file, phase: phase, expiration: 5, region: "", content: bytes(9), previous: nil)
    }

    @Test func aMissingDatabaseIsMadePrivateAndThenFound() throws {
        let first = try open()
        #expect(first.birth == .created)
        #expect(try folder.mode(of: "state.sqlite") == 0o600)
        let second = try open()
        #expect(second.birth == .existing)
        #expect(try first.installationID() == second.installationID())
        #expect(try first.installationID().count == 16)
    }

    @Test func aDatabaseThatOthersCouldReadIsClosedToThem() throws {
        _ = try open()
        folder.write(try disk.readFile(path, limit: 1 << 24), to: "state.sqlite", mode: 0o644)
        #expect(try open().birth == .existing)
        #expect(try folder.mode(of: "state.sqlite") == 0o600)
    }

    @Test func theLastUseOfASessionIsFoundAgainByItsVault() throws {
        let state = try open()
        try state.setUse(of: "aa", in: bytes(1), at: 10)
        try state.setUse(of: "aa", in: bytes(1), at: 20)
        try state.setUse(of: "bb", in: bytes(2), at: 30)
        #expect(try open().uses(in: bytes(1)) == ["aa": 20])
        #expect(try open().uses(in: bytes(3)) == [:])
    }

    @Test func whatIsSetIsFoundAgain() throws {
        let pin = Pin(vaultID: bytes(1), location: "/v", keyID: bytes(2), versionVector: [], fingerprint: [5], mac: bytes(4))
        let write = IntendedWrite(vaultID: bytes(1), location: "/v", versionVector: [1], mark: [2, 3])
        do {
            let state = try open()
            try state.setVaultID(bytes(1), at: "/v")
            try state.setReplicaID([1, 2], in: bytes(1))
            try state.setPin(pin)
            try state.setIntendedWrite(write)
        }
        let state = try open()
        #expect(try state.vaultID(at: "/v") == bytes(1))
        #expect(try state.vaultID(at: "/w") == nil)
        #expect(try state.replicaID(in: bytes(1)) == [1, 2])
        #expect(try state.replicaID(in: bytes(2)) == nil)
        #expect(try state.pins(of: bytes(1)) == [pin])
        #expect(try state.intendedWrite(of: bytes(1), at: "/v") == write)
        try state.setVaultID(nil, at: "/v")
        #expect(try state.vaultID(at: "/v") == nil)
    }

    @Test func aPinEndsTheIntendedWriteOfItsLocationOnly() throws {
        let state = try open()
        for location in ["/v", "/w"] {
            try state.setIntendedWrite(
                IntendedWrite(vaultID: bytes(1), location: location, versionVector: [1], mark: []))
        }
        var pin = Pin(vaultID: bytes(1), location: "/v", keyID: bytes(2), versionVector: [1], fingerprint: nil, mac: bytes(4))
        try state.setPin(pin)
        pin.versionVector = [2]
        try state.setPin(pin)
        #expect(try state.intendedWrite(of: bytes(1), at: "/v") == nil)
        #expect(try state.intendedWrite(of: bytes(1), at: "/w") != nil)
        #expect(try state.pins(of: bytes(1)).map(\.versionVector) == [[2]])
        try state.removePins(of: bytes(1))
        #expect(try state.pins(of: bytes(1)).isEmpty)
        #expect(try state.intendedWrite(of: bytes(1), at: "/w") == nil)
    }

    @Test func aLedgerChangeHappensAsAWholeOrNotAtAll() throws {
        let state = try open()
        let piece = SetAside(
            token: "t", owner: .init(file: "/f", section: "a"), file: "/f", profile: "a", part: .properties, place: 1,
            sealed: [2])
        try state.change([.put(entry("a")), .put(entry("b")), .setAside(piece)])
        #expect(try state.ledger() == [entry("a"), entry("b")])
        #expect(try state.setAside() == [piece])
        #expect(throws: StateError.self) { try state.change([.remove(entry("a").key), .setAside(piece)]) }
        #expect(try state.ledger() == [entry("a"), entry("b")])
        try state.change([.remove(entry("a").key), .put(entry("b", phase: .stopping)), .givenBack(token: "t")])
        #expect(try state.ledger() == [entry("b", phase: .stopping)])
        #expect(try state.setAside().isEmpty)
    }

    /// A disk that does not say it is this machine's own, as a network folder.
    private var network: SplitDisk { SplitDisk(disk, prefix: "/", on: disk) }

    private func open(on disk: any FileSystem) throws(StateError) -> StateDatabase {
        try StateDatabase(path: path, on: disk, randomness: .system, wait: .upTo(milliseconds: 60_000))
    }

    /// Bytes 18 and 19 of a database's header: 1 with a rollback journal, 2 with a write-ahead log.
    private func format() throws -> [UInt8] { Array(try disk.readFile(path, limit: 1 << 24)[18..<20]) }

    @Test func aNetworkFolderHasAJournalWithoutSharedMemory() throws {
        try open(on: network).setVaultID(bytes(1), at: "/v")
        #expect(try format() == [1, 1])
        let shared = try open(on: network)
        try shared.setVaultID(bytes(2), at: "/w")
        #expect(try disk.names(in: folder.path).sorted() == ["state.sqlite", "state.sqlite.lock"])
        #expect(try shared.vaultID(at: "/v") == bytes(1))
    }

    @Test func aDatabaseThatMovesBetweenDisksKeepsItsRows() throws {
        try open(on: network).setVaultID(bytes(1), at: "/v")
        try open(on: disk).setVaultID(bytes(2), at: "/w")
        #expect(try format() == [2, 2])
        try open(on: network).setVaultID(bytes(3), at: "/x")
        #expect(try format() == [1, 1])
        let state = try open(on: disk)
        #expect(try ["/v", "/w", "/x"].map { try state.vaultID(at: $0) } == [bytes(1), bytes(2), bytes(3)])
    }

    @Test func aProcessThatHasTheJournalGoesAlongWithTheLog() throws {
        let older = try open(on: network)
        try older.setVaultID(bytes(1), at: "/v")
        let newer = try open(on: disk)
        try newer.setVaultID(bytes(2), at: "/w")
        #expect(try format() == [2, 2])
        #expect(try older.vaultID(at: "/w") == bytes(2))
        try older.setVaultID(bytes(3), at: "/x")
        #expect(try newer.vaultID(at: "/x") == bytes(3))
    }

    @Test func aDatabaseThatIsDeletedWhileItIsOpenIsBegunAnew() throws {
        let old = try open()
        try old.setVaultID(bytes(1), at: "/v")
        try disk.remove(path)
        let new = try open()
        #expect(new.birth == .created)
        #expect(try new.vaultID(at: "/v") == nil)
        for number in UInt8(0)..<20 {
            try old.setVaultID(bytes(number), at: "/v")
            try new.setVaultID(bytes(100 + number), at: "/v")
        }
        let next = try open()
        #expect(next.birth == .existing)
        #expect(try next.vaultID(at: "/v") == bytes(119))
        #expect(try old.vaultID(at: "/v") == bytes(19))
    }

    /// What a process that is killed leaves: its files as they are, and nobody who closes them.
    @Test func aCommitIsInTheFilesWhenItReturns() throws {
        let state = try open()
        for number in UInt8(0)..<50 {
            try state.setVaultID(bytes(number), at: "/v")
            let killed = try TemporaryDirectory()
            for name in ["state.sqlite", "state.sqlite-wal"] {
                killed.write(try disk.readFile(folder(name), limit: 1 << 24), to: name)
            }
            let next = try StateDatabase(
                path: killed("state.sqlite"), on: disk, randomness: .system, wait: .upTo(milliseconds: 60_000))
            #expect(next.birth == .existing)
            #expect(try next.vaultID(at: "/v") == bytes(number))
        }
    }

    @Test(arguments: ["text", "middle", "cut", "zeros"]) func aDamagedDatabaseIsPutAwayAndBegunAnew(damage: String) throws {
        do {
            let state = try open()
            for index in 0..<200 { try state.change([.put(entry("section-\(index)"))]) }
        }
        var content = try disk.readFile(path, limit: 1 << 24)
        switch damage {
        case "text": content = Array("not a database, and long enough to be read as one ....................".utf8)
        case "middle": for index in 4096..<min(content.count, 30_000) { content[index] ^= 0x55 }
        case "cut": content.removeLast(content.count - 5000)
        default: for index in content.indices { content[index] = 0 }
        }
        folder.write(content, to: "state.sqlite")
        let fresh = try open()
        guard case .replaced(let moved) = fresh.birth else {
            Issue.record("\(fresh.birth)")
            return
        }
        #expect(try disk.readFile(moved, limit: 1 << 24) == content)
        #expect(try fresh.ledger().isEmpty)
        #expect(try open().birth == .existing)
    }

    @Test func aNewerSchemaIsRefusedAndLeftAlone() throws {
        _ = try open()
        var content = try disk.readFile(path, limit: 1 << 24)
        content[63] = 200  // user_version: bytes 60 to 63 of the header
        folder.write(content, to: "state.sqlite")
        #expect(throws: StateError.newerVersion(path: path, found: 200, known: Schema.version)) { try open() }
        #expect(try disk.readFile(path, limit: 1 << 24) == content)
    }

    @Test func theDatabaseOfAnEarlierProgramKeepsItsPinsWhichKnowNoFingerprint() throws {
        try disk.close(disk.open(path, for: .locking))
        do {
            let connection = try Connection(path: path, busyMilliseconds: 60_000)
            for statement in Schema.steps[0] { try connection.run(statement) }
            try connection.run("INSERT INTO installation (id) VALUES (?)", [.blob(bytes(7))])
            try connection.run(
                "INSERT INTO pins (vault, location, key, vector, mac) VALUES (?, ?, ?, ?, ?)",
                [.blob(bytes(1)), .text("/v"), .blob(bytes(2)), .blob([3]), .blob(bytes(4))])
            try connection.run("PRAGMA user_version = 1")
        }
        for _ in 0..<2 {
            let state = try open()
            #expect(state.birth == .existing)
            #expect(try state.installationID() == bytes(7))
            let pin = Pin(
                vaultID: bytes(1), location: "/v", keyID: bytes(2), versionVector: [3], fingerprint: nil, mac: bytes(4))
            #expect(try state.pins(of: bytes(1)) == [pin])
        }
    }

    @Test func aLinkInThePlaceOfTheDatabaseIsRefused() throws {
        folder.write([], to: "other")
        folder.link("state.sqlite", to: "other")
        #expect(throws: StateError.file(.notARegularFile(path: path))) { try open() }
    }

    @Test func manyOpenersAndWritersAtOnceAllArrive() async throws {
        let make: @Sendable () throws(StateError) -> StateDatabase = { [path, disk] () throws(StateError) in
            try StateDatabase(path: path, on: disk, randomness: .system, wait: .upTo(milliseconds: 60_000))
        }
        let entry = entry("x")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask { @concurrent in
                    for index in 0..<10 {
                        var entry = entry
                        entry.key.section = "\(writer)-\(index)"
                        try make().change([.put(entry)])
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try open().ledger().count == 40)
    }
}
