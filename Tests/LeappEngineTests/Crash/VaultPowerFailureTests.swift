import LeappBytes
import LeappFiles
import LeappFilesTesting
import LeappMerge
import LeappVault
import Testing

@testable import LeappEngine

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The crash matrix of the vault: every row of ``VaultOperation/all`` under a power failure at every moment, with and without
/// another fault before it.
@Suite struct VaultPowerFailureTests {
    /// The runs of one operation, all from the same beginning.
    private final class Runs {
        let operation: VaultOperation
        let home: SimulatedHome
        private let start: SimulatedHome.State
        private(set) var judged: Set<PowerFailures.Remains> = []
        /// How many contents of the vault's file programs see in a run without a fault.
        private var contents = 0

        init(_ operation: VaultOperation) throws {
            self.operation = operation
            home = try SimulatedHome()
            try operation.prepare(home)
            start = try home.state()
        }

        /// Runs the operation and judges all that may be left; returns its steps and whether it went through.
        func run(_ trouble: PowerFailures.Trouble, looking: Bool = false) throws -> (
            steps: [FileOperation], commits: Int, isDone: Bool
        ) {
            try home.restore(start)
            let path = home.places.vault
            let failures = PowerFailures(home.disk, database: home.places.database, watching: [path], trouble: trouble)
            let (steps, failure) = failures.run(looking: looking) { disk in try operation.act(home.store(on: disk)) }
            let seen = failures.contents(at: path)
            if case .none = trouble { contents = seen.count }
            if failure == nil {
                let isThere = failures.remainsAtTheEnd.allSatisfy { $0.disk.content(of: path) == seen.last }
                #expect(isThere && seen.count == contents, "\(operation.name), \(trouble): what was done can be lost")
            }
            for remains in looking ? failures.remainsAtTheEnd : failures.remains where judged.insert(remains).inserted {
                try home.restore(remains)
                let place = seen.firstIndex(of: remains.disk.content(of: path))
                #expect(place != nil, "\(operation.name), \(remains.moment): neither the old vault nor the new one")
                try judge(isNew: place == contents - 1, Comment(rawValue: "\(operation.name), \(remains.moment)"))
            }
            return (steps, failures.commits, failure == nil)
        }

        /// The next start: the vault opens with what it should, and nothing else, can be written, and nothing lies beside it.
        private func judge(isNew: Bool, _ moment: Comment) throws {
            if home.disk.content(of: home.places.vault) == nil { try home.store().create() }
            let expected = isNew ? operation.after : operation.before ?? VaultOperation.Content(numbers: [])
            do {
                let known = Set([operation.before, operation.after].flatMap { $0?.passphrases ?? [] })
                for other in known.subtracting(expected.passphrases) {
                    let refusal = #expect(throws: StoreError.self, moment) { _ = try home.store().opened(other) }
                    #expect(refusal?.errorClass == .noMatch, moment)
                }
                let vault = try home.store(schemas: operation.schemas).opened(expected.passphrase)
                if let second = expected.second { _ = try home.store().opened(second) }
                try judgeDevice(opens: expected.hasDeviceKey, moment)
                #expect(try vault.numbers() == expected.numbers, moment)
                #expect(try vault.roles() == expected.roles, moment)
                #expect(try vault.payload().schema == expected.schema, moment)
                for warning in vault.takeWarnings() { #expect(operation.allows(warning), moment) }
                try judgeLeftovers(moment)
                try vault.write(99)
                let again = try home.store(schemas: operation.schemas).opened(expected.passphrase)
                #expect(try again.numbers() == expected.numbers + [99], moment)
                #expect(try again.payload().versions.count == operation.replicas, moment)
                try judgeFolders(again, endsBackups: operation.endsBackups && isNew, moment)
            } catch {
                Issue.record("\(moment): \(error)")
            }
        }

        /// The key of this device opens the vault if its slot is there, and only then, whether its file is left or not.
        private func judgeDevice(opens: Bool, _ moment: Comment) throws {
            let store = home.store(schemas: operation.schemas)
            let file = try store.deviceKey()
            guard !opens else {
                _ = try store.open(with: .device(file))
                return
            }
            let refusal = #expect(throws: StoreError.self, moment) { try store.open(with: .device(file)) }
            #expect(refusal == .noDeviceKey(path: file.path) || refusal == .vault(.noDeviceMatch), moment)
        }

        /// A vault that was only opened has nothing beside it either, and no temporary file among its backups.
        private func judgeLeftovers(_ moment: Comment) throws {
            #expect(try home.names(in: FilePath.parent(of: home.places.vault)) == ["vault.lpv", "vault.lpv.lock"], moment)
            for folder in try home.names(in: home.places.backups) {
                let names = try home.names(in: FilePath.join(home.places.backups, folder))
                #expect(names.allSatisfy { !$0.hasSuffix(".tmp") }, moment)
            }
        }

        /// Nothing lies beside the vault, and every backup is whole.
        private func judgeFolders(_ vault: OpenVault, endsBackups: Bool, _ moment: Comment) throws {
            try judgeLeftovers(moment)
            for folder in try home.names(in: home.places.backups) {
                let folder = FilePath.join(home.places.backups, folder)
                let names = try home.names(in: folder)
                #expect(names.count <= Backups.kept, moment)
                for name in names {
                    let image = try VaultImage(parsing: home.disk.content(of: FilePath.join(folder, name)) ?? [])
                    #expect(!endsBackups || image.header.keyID == vault.key.keyID, moment)
                }
            }
        }
    }

    @Test(arguments: VaultOperation.all) func aPowerFailureLeavesTheOldVaultOrTheNew(operation: VaultOperation) throws {
        let runs = try Runs(operation)
        let (steps, commits, isDone) = try runs.run(.none)
        #expect(isDone && !steps.isEmpty)
        #expect(runs.judged.count > steps.count)
        for (step, name) in steps.enumerated() where FaultyStep.isTaken(step, of: operation.name) {
            _ = try runs.run(.refusal(step: step, code: Self.code(of: name)))
            if name == .write { #expect(try runs.run(.shortWrite(step: step)).isDone) }
        }
        for number in 0..<commits { #expect(try !runs.run(.refusedCommit(number: number)).isDone) }
    }

    @Test(arguments: VaultOperation.all) func aDiskThatCannotBeReadLosesNothing(operation: VaultOperation) throws {
        let runs = try Runs(operation)
        let steps = try runs.run(.none, looking: true).steps
        let looks: Set<FileOperation> = [.open, .read, .inspect, .lock, .list, .resolve]
        for (step, name) in steps.enumerated() where looks.contains(name) && FaultyStep.isTaken(step, of: operation.name) {
            _ = try runs.run(.refusal(step: step, code: EIO), looking: true)
        }
    }

    /// The error number that a call fails with; others differ in their words only (`DurableFileFaultTests`).
    private static func code(of operation: FileOperation) -> Int32 {
        switch operation {
        case .create, .createDirectory: EROFS
        case .write: ENOSPC
        case .rename: EXDEV
        default: EIO
        }
    }
}

extension VaultOperation {
    /// Whether the next opening may say this.
    fileprivate func allows(_ warning: StoreWarning) -> Bool {
        switch warning {
        case .weakKDF: true
        case .rollback(_, _, let isComplete): isRollback && isComplete
        case .noPin: isUnknown
        case .pinForged, .replicaCopied, .farFuture, .readOnly: false
        }
    }
}
