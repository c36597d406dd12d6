import LeappAWSConfig
import LeappState

extension StartedSections {
    /// Removes the sections of a profile and gives back what was set aside.
    ///
    /// A section that the user changed since is left alone, and so is one in a file that cannot be written; the outcome says so.
    public func stop(profile: String) throws(SectionError) -> [SectionOutcome] {
        try stop { $0.profile == profile }
    }

    /// Removes the sections of a session.
    public func stop(sessionID: String) throws(SectionError) -> [SectionOutcome] {
        try stop { $0.sessionID == sessionID }
    }

    /// Removes all sections.
    public func stopAll() throws(SectionError) -> [SectionOutcome] { try stop { _ in true } }

    /// Removes the sections whose credentials have ended at `now`, in seconds since 1970.
    public func removeExpired(now: Int64) throws(SectionError) -> [SectionOutcome] {
        try stop { $0.expiration.map { $0 <= now } ?? false }
    }

    /// A section that was left to the user before is none of leapp's any more, unless lines are still to be given back for it.
    private func stop(where isMeant: (LedgerEntry) -> Bool) throws(SectionError) -> [SectionOutcome] {
        let owing = Set(try pieces().map(\.owner))
        return try stop(try ledger().filter { isMeant($0) && ($0.phase != .left || owing.contains($0.key)) }.map(\.key))
    }

    /// Removes sections, all those of a file in one step.
    func stop(_ keys: [LedgerEntry.Key]) throws(SectionError) -> [SectionOutcome] {
        if keys.isEmpty { return [] }
        try prepareLocks()
        var outcomes: [SectionOutcome] = []
        for (file, keys) in Dictionary(grouping: keys, by: \.file).sorted(by: { $0.key < $1.key }) {
            let known = try ledger().filter { keys.contains($0.key) }
            do throws(SectionError) {
                outcomes += try untilStill { () throws(SectionError) in try stopOnce(Set(keys), in: file) }
            } catch {
                outcomes += known.map {
                    SectionOutcome(profile: $0.profile, sessionID: $0.sessionID, file: file, action: .left(.failed(error)))
                }
            }
        }
        return outcomes
    }

    private func stopOnce(_ keys: Set<LedgerEntry.Key>, in file: String) throws(SectionError) -> [SectionOutcome] {
        let files = try lockedFiles(of: file)
        let pieces = try pieces()
        var plan = LedgerPlan()
        var outcomes: [SectionOutcome] = []
        for entry in try ledger() where keys.contains(entry.key) {
            var stopping = SectionStopping(entry, pieces: pieces.filter { $0.owner == entry.key }, sealing: sealing)
            let action = try stopping.plan(in: files, &plan)
            outcomes.append(
                SectionOutcome(profile: entry.profile, sessionID: entry.sessionID, file: file, action: action))
        }
        try files.commit(plan, to: database)
        return outcomes
    }

    /// Locks and reads a file and those from which its sections took something.
    func lockedFiles(of file: String) throws(SectionError) -> SectionFiles {
        while true {
            let wanted = try filesConnected(to: file)
            let files = try SectionFiles(wanted, for: self)
            // Another process may have started a session before the locks were had.
            if files.paths.isSuperset(of: try filesConnected(to: file).map(\.path)) { return files }
        }
    }

    private func filesConnected(to file: String) throws(SectionError) -> [(path: String, kind: AWSFile)] {
        guard let entry = try ledger().first(where: { $0.key.file == file }) else { return [(file, .credentials)] }
        let others = Set(try pieces().filter { $0.owner.file == file && $0.file != file }.map(\.file))
        return others.sorted().map { ($0, entry.kind(of: $0)) } + [(file, entry.kind)]
    }
}
