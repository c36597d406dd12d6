import LeappCrypto
import LeappFiles
import LeappFilesTesting
import LeappState
import Testing

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

    @Test func whatIsSetIsFoundAgain() throws {
        let pin = Pin(vaultID: bytes(1), location: "/v", keyID: bytes(2), versionVector: [], mac: bytes(4))
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
        var pin = Pin(vaultID: bytes(1), location: "/v", keyID: bytes(2), versionVector: [1], mac: bytes(4))
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

    @Test(arguments: ["text", "middle", "cut", "zeros"]) func aDamagedDatabaseIsPutAwayAndBegunAnew(damage: String) throws {
        let state = try open()
        for index in 0..<200 { try state.change([.put(entry("section-\(index)"))]) }
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
        #expect(throws: StateError.newerVersion(path: path, found: 200, known: 1)) { try open() }
        #expect(try disk.readFile(path, limit: 1 << 24) == content)
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
