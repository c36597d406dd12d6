public import LeappAWSConfig
import LeappFiles
public import LeappState
import Synchronization

extension StartedSections {
    /// Writes new keys into the sections of a profile that were started by file.
    ///
    /// A section that is missing is written again; one that the user changed is left alone.
    public func refresh(
        profile: String, keys: SectionKeys, expiration: Int64?
    ) throws(SectionError) -> [SectionOutcome] {
        let entries = try current().filter { $0.profile == profile && $0.method == .file }
        if !entries.isEmpty { try prepareLocks() }
        var outcomes: [SectionOutcome] = []
        for entry in entries {
            outcomes += try untilStill { () throws(SectionError) in
                let files = try lockedFiles(of: entry.key.file)
                guard var entry = try ledger().first(where: { $0.key == entry.key && $0.phase == .active }) else { return [] }
                entry.expiration = expiration
                return [try write(entry, .keys(keys), in: files)]
            }
        }
        return outcomes
    }

    /// Makes the files say what the ledger says.
    ///
    /// Sections that another program dropped are written again with what `content` gives for them, or are given up where that is
    /// nil; what a killed process began is completed or taken back; marked sections in `files` that the ledger does not know
    /// are removed. Returns what was done and what was left. Costs a look at the files' versions where nothing changed. A file
    /// that cannot be read or written hinders no other; the first such error is thrown at the end.
    public func heal(
        files: [(path: String, kind: AWSFile)], content: (LedgerEntry) -> SectionContent?
    ) throws(SectionError) -> [SectionOutcome] {
        try prepareLocks()
        var outcomes: [SectionOutcome] = []
        var kinds: [String: AWSFile] = [:]
        for file in files { kinds[try realPath(of: file.path)] = file.kind }
        for entry in try ledger() { kinds[entry.key.file] = entry.kind }
        var failure: SectionError?
        for (path, kind) in kinds.sorted(by: { $0.key < $1.key }) {
            do throws(SectionError) {
                guard try needsHealing(path) else { continue }
                outcomes += try untilStill { () throws(SectionError) in try healOnce(path, kind, content) }
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return outcomes
    }

    private func needsHealing(_ path: String) throws(SectionError) -> Bool {
        let isSettled = try ledger().allSatisfy { entry in
            entry.key.file != path || entry.phase == .left || (entry.phase == .active && entry.previous == nil)
        }
        guard isSettled, let seen = healthy.withLock({ $0[path] }) else { return true }
        return try seen != version(of: path)
    }

    private func version(of path: String) throws(SectionError) -> FileVersion? {
        do throws(FileError) {
            return try disk.metadata(at: path, followingLinks: true)?.version
        } catch {
            throw .file(error)
        }
    }

    private func healOnce(
        _ path: String, _ kind: AWSFile, _ content: (LedgerEntry) -> SectionContent?
    ) throws(SectionError) -> [SectionOutcome] {
        var outcomes: [SectionOutcome] = []
        for entry in try ledger().filter({ $0.key.file == path }) {
            let files = try lockedFiles(of: path)
            guard let entry = try ledger().first(where: { $0.key == entry.key }), let file = files[path] else { continue }
            if let action = try heal(entry, in: files, file.edited, content) {
                outcomes.append(
                    SectionOutcome(profile: entry.profile, sessionID: entry.sessionID, file: path, action: action))
            }
        }
        outcomes += try removeOrphans(path, kind)
        return outcomes
    }

    /// Heals one section; nil where nothing was to be done.
    private func heal(
        _ entry: LedgerEntry, in files: SectionFiles, _ document: AWSDocument, _ content: (LedgerEntry) -> SectionContent?
    ) throws(SectionError) -> SectionOutcome.Action? {
        let sections = document.sections(of: entry.role)
        switch entry.phase {
        case .starting, .stopping: return try end(entry, in: files)
        case .left: return sections.isEmpty || entry.section(in: document) != nil ? try end(entry, in: files) : nil
        case .active: break
        }
        if let section = entry.section(in: document) {
            if document.meaning(ofSection: section) == entry.content {
                guard entry.previous != nil else { return nil }
                var settled = entry
                settled.previous = nil
                do throws(StateError) { try database.change([.put(settled)]) } catch { throw .state(error) }
                return nil
            }
        } else if let changed = sections.first {
            return .left(.changed(line: document.sections[changed].line))
        }
        guard let content = content(entry) else { return try end(entry, in: files) }
        return try write(entry, content, in: files).action
    }

    private func end(_ entry: LedgerEntry, in files: SectionFiles) throws(SectionError) -> SectionOutcome.Action {
        var plan = LedgerPlan()
        let pieces = try pieces().filter { $0.owner == entry.key }
        var stopping = SectionStopping(entry, pieces: pieces, sealing: sealing)
        let action = try stopping.plan(in: files, &plan)
        try files.commit(plan, to: database)
        return action
    }

    /// Writes an active entry's section, in its place or, where it is missing, at the end.
    private func write(
        _ entry: LedgerEntry, _ content: SectionContent, in files: SectionFiles
    ) throws(SectionError) -> SectionOutcome {
        func outcome(_ action: SectionOutcome.Action) -> SectionOutcome {
            SectionOutcome(profile: entry.profile, sessionID: entry.sessionID, file: entry.key.file, action: action)
        }
        guard let file = files[entry.key.file] else { throw .file(.notARegularFile(path: entry.key.file)) }
        let document = file.edited
        let own = entry.section(in: document)
        if own == nil, let changed = document.sections(of: entry.role).first {
            return outcome(.left(.changed(line: document.sections[changed].line)))
        }
        let values = try content.values(sessionID: entry.sessionID, region: entry.region)
        var meaning: [UInt8]?
        try file.edit { (document) throws(SectionError) in
            let own = entry.section(in: document)
            let (edited, section) = try document.writing(values, into: own, role: entry.role)
            let isAlone = own != nil || document.sections(of: entry.role).isEmpty
            guard isAlone, meaning == nil || meaning == edited.meaning(ofSection: section) else {
                throw .file(.changedMeanwhile(path: document.path))
            }
            meaning = edited.meaning(ofSection: section)
            return edited
        }

        var written = entry
        written.content = meaning ?? entry.content
        written.previous = own.map { document.meaning(ofSection: $0) }
        var plan = LedgerPlan(intentions: [.put(written)], undoing: [.put(entry)])
        written.previous = nil
        plan.results = [.put(written)]
        try files.commit(plan, to: database)
        return outcome(.written)
    }

    /// Removes marked sections that the ledger does not know, and temporary files of killed writers.
    private func removeOrphans(_ path: String, _ kind: AWSFile) throws(SectionError) -> [SectionOutcome] {
        let files = try SectionFiles([(path, kind)], for: self)
        guard let file = files[path] else { return [] }
        do throws(FileError) { try file.removeLeftovers() } catch { throw .file(error) }
        let known = Set(try ledger().filter { $0.key.file == path }.map(\.profile))
        let document = file.edited
        var removed: [(section: Int, profile: String)] = []
        for (index, section) in document.sections.enumerated() {
            guard case .profile(let profile) = section.role, !known.contains(profile) else { continue }
            if document.isOwnByShape(section: index) { removed.append((index, profile)) }
        }
        file.set(try document.changed(removed.map { .remove(section: $0.section) }))
        try files.commit(LedgerPlan(), to: database)
        healthy.withLock { $0[path] = file.version }
        return removed.map { SectionOutcome(profile: $0.profile, sessionID: "", file: path, action: .removed) }
    }
}
