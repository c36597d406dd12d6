import LeappAWSConfig
import LeappBytes
import LeappCrypto
import LeappFiles
import LeappState

/// One start, worked out on locked files before anything is written.
struct SectionStarting {
    private let request: SectionStart
    private let target: String
    private let other: String
    private let kind: AWSFile
    private let sections: StartedSections
    private var place = 0
    /// What the ledger is to say before and after.
    private(set) var ledger = LedgerPlan()

    init(_ request: SectionStart, target: String, other: String, kind: AWSFile, sections: StartedSections) {
        self.request = request
        self.target = target
        self.other = other
        self.kind = kind
        self.sections = sections
    }

    private var role: AWSSectionRole { .profile(request.profile) }
    private var key: LedgerEntry.Key { LedgerEntry.Key(file: target, section: kind.title(ofProfile: request.profile)) }

    /// Edits the files in memory and returns the entry that will stand for the session; nil where the block of
    /// `leapp profile write` has the profile already and asks leapp for the same session.
    mutating func plan(
        in files: SectionFiles, ledger entries: [LedgerEntry], pieces: [SetAside]
    ) throws(SectionError) -> LedgerEntry? {
        guard let file = files[target] else { throw .file(.notARegularFile(path: target)) }
        let old = entries.first { $0.key == key }
        place = (pieces.filter { $0.owner == key }.map(\.place).max() ?? -1) + 1
        try endOther(in: files, entries, pieces)

        let document = file.edited
        let all = document.sections(of: role)
        let conflicts = try conflictsInOther(files)
        if kind == .config, let section = all.first(where: { ProfileBlock.holds(document.sections[$0], of: document) }) {
            guard all.count == 1, conflicts.isEmpty, asks(section, of: document) else { throw inBlock(document, section) }
            return nil
        }
        let own = all.filter { SectionStarting.isOwn($0, in: document, old) }
        let foreign = all.filter { !own.contains($0) }
        if !request.adopt {
            if let section = foreign.first { throw adoptNeeded(document, section) }
            if let otherFile = files[other], let section = conflicts.first { throw adoptNeeded(otherFile.edited, section) }
        }

        if let otherFile = files[other], !conflicts.isEmpty {
            let before = otherFile.edited
            let runs = conflicts.flatMap { before.identityRuns(ofSection: $0) }
            otherFile.set(before.settingAside(setAside(runs, .properties, of: before, in: other)))
        }
        let carried = own.isEmpty ? document.carried(from: foreign) : nil
        let aside = setAside(foreign.map { document.range(ofSection: $0) }, .section, of: document, in: target)
        file.set(document.settingAside(aside))
        let hasRegion = carried != nil && foreign.contains { document.value("region", inSection: $0) != nil }
        let region = hasRegion ? "" : request.region ?? ""
        let values = try request.content.values(sessionID: request.sessionID, region: region)
        let content = try write(values, carrying: carried, to: file, old)

        let entry = LedgerEntry(
            key: key, profile: request.profile, sessionID: request.sessionID, sessionName: request.sessionName,
            vaultID: request.vaultID, method: request.content.method,
            phase: old?.phase == .active && !own.isEmpty ? .active : .starting, expiration: request.expiration,
            region: region, content: content,
            previous: own.first.map { document.meaning(ofSection: $0) })
        ledger.intentions.append(.put(entry))
        var done = entry.with(.active)
        done.previous = nil
        ledger.results.append(.put(done))
        ledger.undoing.append(old.map { .put($0) } ?? .remove(key))
        return done
    }

    /// Writes leapp's section into the file, in the place of its own one that is there; returns what the section then means.
    private func write(
        _ values: [SectionValue], carrying carried: SecretSlice?, to file: SectionFile, _ old: LedgerEntry?
    ) throws(SectionError) -> [UInt8] {
        let role = role
        // A region that a session before had there is none of this one's.
        let dropped: Set<String> = old?.region.isEmpty == false ? ["region"] : []
        var content: [UInt8]?
        try file.edit { (document) throws(SectionError) in
            let present = document.sections(of: role)
            guard present.allSatisfy({ SectionStarting.isOwn($0, in: document, old) }) else {
                throw .file(.changedMeanwhile(path: document.path))
            }
            let (edited, section) = try document.writing(
                values, into: present.first, dropping: dropped, carrying: carried, role: role)
            let meaning = edited.meaning(ofSection: section)
            guard content == nil || content == meaning else { throw .file(.changedMeanwhile(path: document.path)) }
            content = meaning
            return try edited.changed(present.dropFirst().map { .remove(section: $0) })
        }
        return content ?? []
    }

    /// Takes out what a session has in the other file under the same profile: there can be one only.
    private mutating func endOther(
        in files: SectionFiles, _ entries: [LedgerEntry], _ pieces: [SetAside]
    ) throws(SectionError) {
        for entry in entries where entry.profile == request.profile && entry.key != key && entry.key.file == other {
            let own = pieces.filter { $0.owner == entry.key }
            guard files.paths.isSuperset(of: own.map(\.file)) else { continue }
            var stopping = SectionStopping(entry, pieces: own, sealing: sections.sealing)
            _ = try stopping.plan(in: files, &ledger)
        }
    }

    /// Whether leapp wrote a section: by the ledger, or by its marker where the ledger knows nothing of it.
    private static func isOwn(_ section: Int, in document: AWSDocument, _ old: LedgerEntry?) -> Bool {
        guard let old else { return document.isOwnByShape(section: section) }
        let meaning = document.meaning(ofSection: section)
        return meaning == old.content || meaning == old.previous
    }

    /// The sections of the other file that would make tools pass by what is written; the profiles of `leapp profile write` do
    /// not, as keys come before a process. Nothing between its marks is ever set aside: it would read as changed by others.
    private func conflictsInOther(_ files: SectionFiles) throws(SectionError) -> [Int] {
        guard other != target, let document = files[other]?.edited else { return [] }
        var found: [Int] = []
        for section in document.sections(of: role) {
            let keys = document.identityKeys(ofSection: section)
            guard !keys.isEmpty else { continue }
            if kind == .credentials, ProfileBlock.holds(document.sections[section], of: document) {
                guard keys == ["credential_process"] else { throw inBlock(document, section) }
            } else {
                found.append(section)
            }
        }
        return found
    }

    /// Whether a section asks leapp for the session.
    private func asks(_ section: Int, of document: AWSDocument) -> Bool {
        let command = document.value("credential_process", inSection: section)?.text
        return command.flatMap { CredentialProcess(parsing: $0)?.sessionID } == request.sessionID
    }

    private func inBlock(_ document: AWSDocument, _ section: Int) -> SectionError {
        .inBlock(file: document.path, line: document.sections[section].line, section: document.sections[section].title)
    }

    private func adoptNeeded(_ document: AWSDocument, _ section: Int) -> SectionError {
        .adoptNeeded(
            file: document.path, line: document.sections[section].line, section: document.sections[section].title,
            keys: document.identityKeys(ofSection: section))
    }

    /// Puts runs of lines on the list of what is set aside, and names their placeholders.
    private mutating func setAside(
        _ runs: [Range<Int>], _ part: SetAside.Part, of document: AWSDocument, in file: String
    ) -> [(range: Range<Int>, token: String)] {
        var named: [(range: Range<Int>, token: String)] = []
        for run in runs {
            let slice = SecretSlice(document.arena, run)
            let piece = SetAside(
                token: sections.randomness.bytes(8).hex, owner: key, file: file, profile: request.profile, part: part,
                place: place, sealed: sections.sealing.seal(slice.bytes))
            place += 1
            ledger.intentions.append(.setAside(piece))
            ledger.undoing.append(.givenBack(token: piece.token))
            named.append((run, piece.token))
        }
        return named
    }
}
