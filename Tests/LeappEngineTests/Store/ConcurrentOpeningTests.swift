import LeappFiles
import LeappFilesTesting
import LeappMerge
import LeappVault
import Synchronization
import Testing

@testable import LeappEngine

/// A vault that is opened while another process writes it is neither rolled back nor anybody's copy.
@Suite struct ConcurrentOpeningTests {
    private func isQuiet(_ vault: OpenVault) -> Bool {
        vault.takeWarnings().allSatisfy { if case .weakKDF = $0 { true } else { false } }
    }

    /// A disk on which something happens when the second lock is taken: the first is that of the local database, the second that
    /// of the vault, whose file has been read by then.
    private func disk(atSecondLock happens: @escaping @Sendable () -> Void) -> FaultyFileSystem {
        let locks = Mutex(0)
        return FaultyFileSystem(POSIXFileSystem(), looking: [.lock]) { _, operation in
            guard operation == .lock else { return nil }
            let number = locks.withLock { locks in
                locks += 1
                return locks
            }
            if number == 2 { happens() }
            return nil
        }
    }

    @Test func aWriteBetweenReadingAndJudgingIsNoRollback() throws {
        let home = try StoreHome()
        try home.create()
        try home.open().write(1)
        let disk = disk(atSecondLock: { #expect(throws: Never.self) { try home.open().write(2) } })
        let vault = try home.store(disk: disk).opened()
        #expect(isQuiet(vault))
        #expect(try vault.numbers() == [1, 2])
        try vault.write(3)
        #expect(try home.open().numbers() == [1, 2, 3])
        #expect(try vault.payload().versions.count == 1)
    }

    @Test func aChangeOfPassphraseBetweenReadingAndJudgingIsSaidAsThat() throws {
        let home = try StoreHome()
        try home.create()
        let disk = disk(atSecondLock: { #expect(throws: Never.self) { try home.store().rotated(to: "second") } })
        let refusal = #expect(throws: StoreError.self) { _ = try home.store(disk: disk).opened() }
        let isForeign = if case .foreignKey = refusal { true } else { false }
        #expect(isForeign)
        #expect(try home.open("a", "second").numbers().isEmpty)
    }

    @Test func openingAndWritingAtOnceIsQuietAndLosesNothing() async throws {
        let home = try StoreHome()
        try home.create()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<3 {
                group.addTask { @concurrent in
                    for turn in 0..<15 {
                        let vault = try home.open()
                        try vault.write(100 * writer + turn)
                        #expect(isQuiet(vault))
                    }
                }
            }
            group.addTask { @concurrent in
                for _ in 0..<40 {
                    let vault = try home.open()
                    #expect(isQuiet(vault))
                    #expect(
                        try home.store().verify(with: .key(vault.key)).warnings.allSatisfy {
                            if case .weakKDF = $0 { true } else { false }
                        })
                }
            }
            try await group.waitForAll()
        }
        let vault = try home.open()
        #expect(try vault.numbers().count == 45)
        #expect(try vault.payload().versions.count == 1)
    }
}
