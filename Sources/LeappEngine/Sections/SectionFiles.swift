import LeappAWSConfig
import LeappBytes
import LeappCrypto
import LeappFiles
import LeappState

/// The files of one operation, all locked until the value is gone.
struct SectionFiles {
    private let files: [String: SectionFile]
    /// The paths in the order in which the files are written.
    private let order: [String]

    /// Locks and reads the files, which are named by real path; one named twice counts as the first kind.
    ///
    /// Locks are taken in the order of the paths, so that two operations never wait for each other.
    init(_ wanted: [(path: String, kind: AWSFile)], for sections: StartedSections) throws(SectionError) {
        var kinds: [String: AWSFile] = [:]
        var order: [String] = []
        for (path, kind) in wanted where kinds[path] == nil {
            kinds[path] = kind
            order.append(path)
        }
        var files: [String: SectionFile] = [:]
        for path in order.sorted() {
            let kind = kinds[path] ?? .credentials
            do throws(FileError) {
                files[path] = try SectionFile(
                    kind, path: path, lock: sections.lockPath(of: path), disk: sections.disk, randomness: sections.randomness,
                    wait: sections.wait, empty: sections.empty)
            } catch {
                throw .file(error)
            }
        }
        self.files = files
        self.order = order
    }

    /// The file of a real path; nil where it is not among the locked.
    subscript(path: String) -> SectionFile? { files[path] }

    /// The locked files' paths.
    var paths: Set<String> { Set(order) }

    /// Writes what is to be written, the ledger's intentions before and its results after.
    ///
    /// Where any of it fails, everything is put back as far as that is possible; what is not is left to heal, which finds the
    /// intentions in the ledger.
    func commit(_ plan: LedgerPlan, to database: StateDatabase) throws(SectionError) {
        do throws(StateError) { try database.change(plan.intentions) } catch { throw .state(error) }
        do throws(SectionError) {
            for path in order {
                if let file = files[path], file.isChanged { try file.save() }
            }
            do throws(StateError) { try database.change(plan.results) } catch { throw .state(error) }
        } catch {
            undo(plan, in: database)
            throw error
        }
    }

    private func undo(_ plan: LedgerPlan, in database: StateDatabase) {
        do throws(FileError) {
            for path in order.reversed() { try files[path]?.restore() }
        } catch {
            return  // The intentions stay in the ledger, and heal finishes what they say.
        }
        do throws(StateError) {
            try database.change(plan.undoing)
        } catch {
            // As above; the failure that led here is the one to report.
        }
    }
}

/// The changes of the ledger that go with a change of files.
struct LedgerPlan {
    /// Made before any file is written.
    var intentions: [LedgerChange] = []
    /// Made after all files have been written.
    var results: [LedgerChange] = []
    /// Made instead of the results where the files were put back.
    var undoing: [LedgerChange] = []
}
