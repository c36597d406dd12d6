import LeappFiles
import LeappFilesTesting
import LeappWorkspace
import Testing

@testable import LeappEngine

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The crash matrix of the cache of sign-ins: every row of ``CacheOperation/all`` under a power failure at every moment, with and
/// without another fault before it. A token that was given for another is never used before that one is durable.
@Suite struct CachePowerFailureTests {
    /// The runs of one operation, all from the same beginning.
    private final class Runs {
        let operation: CacheOperation
        let scene: CacheScene
        private(set) var judged: Set<PowerFailures.Remains> = []

        init(_ operation: CacheOperation) async throws {
            self.operation = operation
            scene = try await CacheScene(operation)
        }

        /// Runs the operation and judges all that may be left; returns its steps and whether it went through.
        func run(
            _ trouble: PowerFailures.Trouble, looking: Bool = false
        ) async throws -> (steps: [FileOperation], commits: Int, isDone: Bool) {
            try scene.restart()
            let asked = scene.aws.count("refresh")
            let paths = [scene.home.places.vault, scene.cache]
            let failures = PowerFailures(
                scene.home.disk, database: scene.home.places.database, watching: Set(paths), trouble: trouble)
            let (steps, failure) = await failures.run(looking: looking) { disk async throws in
                try await operation.act(scene, try scene.open(on: disk))
            }
            #expect(scene.takeComplaints() == [], "\(operation.name), \(trouble)")
            if failure == nil {
                let isThere = failures.remainsAtTheEnd.allSatisfy { remains in
                    paths.allSatisfy { remains.disk.content(of: $0) == scene.home.disk.content(of: $0) }
                }
                #expect(isThere, "\(operation.name), \(trouble): what was done can be lost")
                #expect(scene.aws.count("refresh") - asked == operation.refreshes, "\(operation.name), \(trouble)")
            }
            for remains in looking ? failures.remainsAtTheEnd : failures.remains where judged.insert(remains).inserted {
                try scene.home.restore(remains)
                let moment = Comment(rawValue: "\(operation.name), \(remains.moment)")
                for path in paths {
                    let isWhole = failures.contents(at: path).contains(scene.home.disk.content(of: path))
                    #expect(isWhole, moment)
                }
                do { try await judge(moment) } catch { Issue.record("\(moment): \(error)") }
            }
            return (steps, failures.commits, failure == nil)
        }

        /// The next opening: the vault is open, the cache is what it should be and can be written, and nothing lies beside it.
        private func judge(_ moment: Comment) async throws {
            let vault = try scene.open()
            let names = Set(try scene.home.names(in: FilePath.parent(of: scene.cache)))
            #expect(names.isSubset(of: ["cache.lpv", "cache.lpv.lock"]), moment)
            let site = try scene.site(in: vault)
            let state = try await vault.portals.state(of: site)
            #expect(await vault.portals.fault == nil, moment)
            let holds = try operation.holds(state, vault)
            #expect(holds, moment)
            try await vault.portals.noteSynced(site, at: 7)
            let again = try scene.open()
            #expect(try await again.portals.state(of: site).synced == 7, moment)
        }
    }

    @Test(arguments: CacheOperation.all) func aPowerFailureLeavesTheOldCacheOrTheNew(operation: CacheOperation) async throws {
        let runs = try await Runs(operation)
        let (steps, commits, isDone) = try await runs.run(.none)
        #expect(isDone && !steps.isEmpty)
        #expect(runs.judged.count > steps.count)
        for (step, name) in steps.enumerated() where FaultyStep.isTaken(step, of: operation.name) {
            _ = try await runs.run(.refusal(step: step, code: name == .write ? ENOSPC : EIO))
            if name == .write {
                let isDone = try await runs.run(.shortWrite(step: step)).isDone
                #expect(isDone)
            }
        }
        for number in 0..<commits { _ = try await runs.run(.refusedCommit(number: number)) }
    }

    @Test(arguments: CacheOperation.all) func aDiskThatCannotBeReadLosesNothing(operation: CacheOperation) async throws {
        let runs = try await Runs(operation)
        let steps = try await runs.run(.none, looking: true).steps
        let looks: Set<FileOperation> = [.open, .read, .inspect, .lock, .list, .resolve]
        for (step, name) in steps.enumerated() where looks.contains(name) && FaultyStep.isTaken(step, of: operation.name) {
            _ = try await runs.run(.refusal(step: step, code: EIO), looking: true)
        }
    }

    @Test func whatAKilledWriterLeftIsGoneAtTheNextOpening() async throws {
        let scene = try await CacheScene(
            CacheOperation(name: "sign-in") {
                try await $0.signIn($1)
            } act: { _, _ in
            })
        let folder = FilePath.parent(of: scene.cache)
        let left = FilePath.join(folder, ".cache.lpv.leapp-00112233445566ff.tmp")
        scene.home.disk.put([1, 2, 3], at: left)
        let vault = try scene.open()
        #expect(try scene.home.names(in: folder) == ["cache.lpv", "cache.lpv.lock"])
        #expect(try await vault.portals.state(of: scene.site(in: vault)).token != nil)
    }

    @Test(arguments: ["cut", "changed", "empty", "unreadable", "a folder"])
    func aCacheThatCannotBeUsedKeepsNobodyFromTheVault(_ damage: String) async throws {
        let scene = try await CacheScene(
            CacheOperation(name: "sign-in") {
                try await $0.signIn($1)
            } act: { _, _ in
            })
        let (path, home) = (scene.cache, scene.home)
        var bytes = try #require(home.disk.content(of: path))
        var disk: (any FileSystem)?
        switch damage {
        case "cut": bytes.removeLast(40)
        case "changed": bytes[bytes.count / 2] ^= 1
        case "empty": bytes = []
        case "unreadable": disk = home.refusing(path)
        default:
            try home.disk.remove(path)
            try home.disk.createDirectory(path, mode: 0o700)
        }
        if damage != "a folder" { home.disk.put(bytes, at: path) }
        let vault = try scene.open(on: disk)
        #expect(try vault.index().sessions.map(\.name) == ["gone"])
        try vault.vault.write(2)
        #expect(try vault.vault.numbers() == [1, 2])
    }
}

extension SimulatedHome {
    /// The disk of this home where nothing works that has to do with a file and its folder.
    fileprivate func refusing(_ path: String) -> any FileSystem {
        let broken = FaultyFileSystem(disk, looking: [.open, .read, .inspect, .lock, .list, .resolve]) { _, _ in
            .refusal(code: EIO)
        }
        return SplitDisk(
            SplitDisk(disk, prefix: places.database, on: POSIXFileSystem()), prefix: FilePath.parent(of: path), on: broken)
    }
}
