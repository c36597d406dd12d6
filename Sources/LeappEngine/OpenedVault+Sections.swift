import LeappAWS
import LeappAWSConfig
import LeappAgentProtocol
import LeappCrypto
import LeappFiles
import LeappMerge
import LeappState
import LeappVault
import LeappWorkspace

/// What the engine remembers of a section that it wrote.
struct WrittenSection {
    /// What the section says, so that it can be written again.
    var content: SectionContent
    /// When its keys are to be replaced; nil for a section that does not end.
    var refresh: RefreshTime?
}

extension OpenedVault {
    /// A started section whose keys are about to end.
    struct DueRefresh {
        let entry: LedgerEntry
        let session: SessionSummary
    }

    /// What is started, as callers are told.
    func startedSections() throws(EngineError) -> [StartedSection] {
        try started().map { entry in
            StartedSection(
                id: entry.sessionID, name: entry.sessionName, profile: entry.profile,
                method: entry.method == .file ? .file : .process, file: entry.key.file, expiration: entry.expiration)
        }
    }

    /// Remembers that a session is used now, for lists that show first what is used.
    func noteUse(of session: SessionSummary, at time: Int64) throws(EngineError) {
        do throws(StateError) {
            try sections.database.setUse(of: session.id.hex, in: vault.vaultID.bytes, at: time)
        } catch {
            throw .sections(.state(error))
        }
    }

    /// When sessions were last used, by their ids.
    func uses() throws(EngineError) -> [String: Int64] {
        do throws(StateError) { return try sections.database.uses(in: vault.vaultID.bytes) } catch {
            throw .sections(.state(error))
        }
    }

    /// What is started, by session.
    func startedBySession() throws(EngineError) -> [RecordID: LedgerEntry] {
        var found: [RecordID: LedgerEntry] = [:]
        for entry in try started() {
            if let id = RecordID(hex: entry.sessionID) { found[id] = entry }
        }
        return found
    }

    /// Takes the sections of the profile or session `name` out of `~/.aws`; none where nothing started goes by it.
    func stop(named name: String) throws(EngineError) -> [SectionOutcome] {
        let started = try started()
        if started.contains(where: { $0.profile == name }) {
            return try sectionCall { () throws(SectionError) in try sections.stop(profile: name) }
        }
        var id = started.first { $0.sessionName == name || $0.sessionID == name }?.sessionID
        if id == nil { id = try session(named: name).id.hex }
        guard let id, started.contains(where: { $0.sessionID == id }) else { return [] }
        return try sectionCall { () throws(SectionError) in try sections.stop(sessionID: id) }
    }

    /// What is started of sessions that are meant, or that start from one that is.
    func started(standingOn isMeant: (SessionSummary) -> Bool) throws(EngineError) -> [LedgerEntry] {
        let index = try index()
        return try started().filter { entry in RecordID(hex: entry.sessionID).map { index.stands($0, on: isMeant) } ?? false }
    }

    /// Takes the sections of these out of `~/.aws`.
    func stop(standingOn isMeant: (SessionSummary) -> Bool) throws(EngineError) -> [SectionOutcome] {
        var outcomes: [SectionOutcome] = []
        for session in Set(try started(standingOn: isMeant).map(\.sessionID)).sorted() {
            outcomes += try sectionCall { () throws(SectionError) in try sections.stop(sessionID: session) }
        }
        return outcomes
    }

    /// Takes all started sections out of `~/.aws`.
    func stopAll() throws(EngineError) -> [SectionOutcome] {
        written = [:]
        return try sectionCall { () throws(SectionError) in try sections.stopAll() }
    }

    /// Takes out of `~/.aws` what an agent that was killed left there, also where the ledger was lost; says what that was.
    func clearLeftovers(in places: Places) throws(EngineError) -> [SectionOutcome] {
        let stopped = try stopAll()
        return try sectionCall { () throws(SectionError) in
            try stopped + sections.heal(files: [(places.awsConfig, .config), (places.awsCredentials, .credentials)]) { _ in nil }
        }
    }

    /// Remembers a section that was just written.
    func watch(_ entry: LedgerEntry, _ content: SectionContent, expiration: Int64?, at now: Int64, time: Int64) {
        let refresh = expiration.map { RefreshTime(now: now, secondsLeft: $0 - time) }
        written[entry.key] = WrittenSection(content: content, refresh: refresh)
    }

    /// The started sections whose keys are to be replaced now.
    func dueRefreshes(at now: Int64) throws(EngineError) -> [DueRefresh] {
        guard written.values.contains(where: { $0.refresh?.isDue(now) == true }) else { return [] }
        let index = try index()
        return try started().compactMap { entry in
            guard written[entry.key]?.refresh?.isDue(now) == true, let id = RecordID(hex: entry.sessionID),
                let session = index.session(id)
            else { return nil }
            return DueRefresh(entry: entry, session: session)
        }
    }

    /// Writes new keys into a started section.
    func refresh(_ entry: LedgerEntry, with credentials: Credentials, at now: Int64, time: Int64) throws(EngineError) {
        let keys = SectionKeys(credentials)
        _ = try sectionCall { () throws(SectionError) in
            try sections.refresh(profile: entry.profile, keys: keys, expiration: credentials.expiration)
        }
        watch(entry, .keys(keys), expiration: credentials.expiration, at: now, time: time)
    }

    /// Puts the next try to replace a section's keys off.
    func postpone(_ entry: LedgerEntry, at now: Int64) { written[entry.key]?.refresh?.postpone(now: now) }

    /// Removes sections whose keys have ended, and writes again those that another program dropped.
    func tidy(time: Int64) throws(EngineError) {
        let entries = try started()
        guard !entries.isEmpty else { return }
        if entries.contains(where: { $0.expiration.map { $0 <= time } ?? false }) {
            _ = try sectionCall { () throws(SectionError) in try sections.removeExpired(now: time) }
        }
        let files = Set(entries.map { SectionPlace(path: $0.key.file, kind: $0.method == .file ? .credentials : .config) })
        let written = written
        _ = try sectionCall { () throws(SectionError) in
            try sections.heal(files: files.map { ($0.path, $0.kind) }) { entry in written[entry.key]?.content }
        }
    }

    private struct SectionPlace: Hashable {
        let path: String
        let kind: AWSFile
    }

    private func started() throws(EngineError) -> [LedgerEntry] {
        try sectionCall { () throws(SectionError) in try sections.current() }
    }

    private func sectionCall<Value>(_ call: () throws(SectionError) -> Value) throws(EngineError) -> Value {
        do throws(SectionError) { return try call() } catch { throw .sections(error) }
    }
}

extension SessionIndex {
    /// Whether a session is one that is meant, or leads to one by its parents.
    fileprivate func stands(_ session: RecordID, on isMeant: (SessionSummary) -> Bool) -> Bool {
        var next: RecordID? = session
        for _ in 0..<CredentialChain.longest {
            guard let found = next.flatMap({ self.session($0) }) else { return false }
            if isMeant(found) { return true }
            next = found.parent
        }
        return false
    }
}
