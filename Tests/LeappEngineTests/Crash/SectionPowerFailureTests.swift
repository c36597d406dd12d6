import LeappEngine
import LeappFiles
import LeappFilesTesting
import LeappState
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The crash matrix of `~/.aws`: every row of ``SectionOperation/all`` under a power failure at every moment, with and without
/// another fault before it. Each file is exactly as before or as after, and the next start gives the user's own bytes back.
@Suite struct SectionPowerFailureTests {
    /// The runs of one operation, all from the same beginning.
    private final class Runs {
        let operation: SectionOperation
        let home: SimulatedHome
        private let start: SimulatedHome.State
        private(set) var judged: Set<PowerFailures.Remains> = []

        init(_ operation: SectionOperation) throws {
            self.operation = operation
            home = try SimulatedHome()
            home.disk.put(Array(SectionOperation.config.utf8), at: home.places.awsConfig)
            home.disk.put(Array(SectionOperation.credentials.utf8), at: home.places.awsCredentials)
            try operation.prepare(home.sections(), home)
            start = try home.state()
        }

        /// Runs the operation and judges all that may be left; returns its steps and whether it went through.
        func run(
            _ trouble: PowerFailures.Trouble, looking: Bool = false
        ) throws -> (steps: [FileOperation], commits: Int, isDone: Bool) {
            try home.restore(start)
            let paths = [home.places.awsConfig, home.places.awsCredentials]
            let failures = PowerFailures(
                home.disk, database: home.places.database, watching: Set(paths), trouble: trouble)
            let (steps, failure) = failures.run(looking: looking) { disk in
                try operation.act(home.sections(on: disk), home)
            }
            let end = home.disk
            if failure == nil {
                let isThere = failures.remainsAtTheEnd.allSatisfy { remains in
                    paths.allSatisfy { remains.disk.content(of: $0) == end.content(of: $0) }
                }
                #expect(isThere, "\(operation.name), \(trouble): what was done can be lost")
            }
            for remains in looking ? failures.remainsAtTheEnd : failures.remains where judged.insert(remains).inserted {
                try home.restore(remains)
                let moment = Comment(rawValue: "\(operation.name), \(remains.moment)")
                for path in paths {
                    let isWhole = failures.contents(at: path).contains(home.disk.content(of: path))
                    #expect(isWhole, moment)
                }
                do { try judge(moment) } catch { Issue.record("\(moment): \(error)") }
            }
            return (steps, failures.commits, failure == nil)
        }

        /// The next unlock takes everything back, and sessions can be started again.
        private func judge(_ moment: Comment) throws {
            let sections = try home.sections()
            try sections.stopAll().requireDone()
            try sections.heal(files: home.awsFiles) { _ in nil }.requireDone()
            try judgeOriginals(moment)
            #expect(try home.database().ledger().isEmpty && home.database().setAside().isEmpty, moment)
            try home.sections().start("dev", SectionHome.keys("3"), in: home)
            try home.sections().stopAll().requireDone()
            try judgeOriginals(moment)
        }

        private func judgeOriginals(_ moment: Comment) throws {
            let (config, credentials) = (
                home.disk.content(of: home.places.awsConfig), home.disk.content(of: home.places.awsCredentials)
            )
            #expect(config.map { String(decoding: $0, as: UTF8.self) } == SectionOperation.config, moment)
            #expect(credentials.map { String(decoding: $0, as: UTF8.self) } == SectionOperation.credentials, moment)
            #expect(try home.names(in: FilePath.parent(of: home.places.awsConfig)) == ["config", "credentials"], moment)
        }
    }

    @Test(arguments: SectionOperation.all) func aPowerFailureLeavesOldOrNewFilesAndTheNextStartTidiesUp(
        operation: SectionOperation
    ) throws {
        let runs = try Runs(operation)
        let (steps, commits, isDone) = try runs.run(.none)
        #expect(isDone && !steps.isEmpty)
        #expect(runs.judged.count > steps.count)
        for (step, name) in steps.enumerated() where FaultyStep.isTaken(step, of: operation.name) {
            _ = try runs.run(.refusal(step: step, code: name == .write ? ENOSPC : EIO))
            if name == .write { #expect(try runs.run(.shortWrite(step: step)).isDone) }
        }
        for number in 0..<commits { #expect(try !runs.run(.refusedCommit(number: number)).isDone) }
    }

    @Test(arguments: SectionOperation.all) func aDiskThatCannotBeReadLosesNothing(operation: SectionOperation) throws {
        let runs = try Runs(operation)
        let steps = try runs.run(.none, looking: true).steps
        let looks: Set<FileOperation> = [.open, .read, .inspect, .lock, .list, .resolve]
        for (step, name) in steps.enumerated() where looks.contains(name) && FaultyStep.isTaken(step, of: operation.name) {
            _ = try runs.run(.refusal(step: step, code: EIO), looking: true)
        }
    }
}
