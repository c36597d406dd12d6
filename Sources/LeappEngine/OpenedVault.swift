import LeappAWS
import LeappAgentProtocol
import LeappCrypto
import LeappMerge
import LeappState
import LeappVault
import LeappWorkspace

/// An unlocked vault and what hangs on it: credentials, started sections, the time it may stay open.
///
/// It belongs to one ``Engine`` and is used on that actor only.
final class OpenedVault {
    let vault: OpenVault
    let path: String
    let environment: AWSEnvironment
    let portals: PortalSessions
    let broker: CredentialBroker
    let sections: StartedSections
    /// When it was opened, in milliseconds since 1970.
    let openedAt: Int64
    private(set) var lifetime: KeyLifetime?
    private var cached: Cached?
    /// The portals that are being synced.
    var syncing: Set<RecordID> = []
    /// The sections that were written since it was opened.
    var written: [LedgerEntry.Key: WrittenSection] = [:]

    /// What is known of one state of the vault without anything secret, so that a request for cached credentials decrypts nothing.
    private struct Cached {
        let index: SessionIndex
        let mark: OpenVault.Mark
        /// The summaries as answers carry them; made when first asked for.
        var summaries: EncodedSummaries?
        /// Under what the broker caches a session's credentials.
        var accesses: [Asked: CredentialBroker.Access] = [:]
        /// The sessions that were asked for, by what they were called.
        var named: [String: SessionSummary] = [:]
    }

    /// What of a request decides about the way to its credentials.
    private struct Asked: Hashable {
        let session: RecordID
        let withoutMFA: Bool
    }

    init(
        _ vault: OpenVault, environment: AWSEnvironment, network: Network, lifetime: KeyLifetime?, effects: Effects
    ) throws(EngineError) {
        self.vault = vault
        path = vault.path
        self.environment = environment
        self.lifetime = lifetime
        let cache = SignInCache(of: vault, effects: effects)
        cache.removeLeftovers()
        portals = PortalSessions(cache: cache, caller: network.caller, environment: environment, effects: effects)
        broker = CredentialBroker(caller: network.caller, portals: portals, environment: environment, now: effects.now)
        openedAt = effects.now()
        let database: StateDatabase
        do throws(StoreError) { database = try effects.openState() } catch { throw .store(error, path: vault.path) }
        sections = StartedSections(
            on: effects.disk, database: database, places: effects.places, randomness: effects.randomness, wait: effects.wait,
            sealing: SectionSealing(vault, randomness: effects.randomness))
    }

    /// Whether its time is over.
    func isOver(at now: Int64) -> Bool { lifetime?.isOver(at: now) ?? false }

    /// Notes that it was used.
    func touch(at now: Int64) { lifetime?.touch(at: now) }

    /// The sessions and their names without anything secret, read anew where the file changed.
    func index() throws(EngineError) -> SessionIndex {
        if let cached = try valid() { return cached.index }
        let index = Workspace(try current()).index
        cached = Cached(index: index, mark: vault.mark)
        return index
    }

    /// The encoded summaries of the index, by their sessions' ids.
    func summaries() throws(EngineError) -> EncodedSummaries {
        let index = try index()
        if let made = cached?.summaries { return made }
        let made = EncodedSummaries(index.sessions)
        cached?.summaries = made
        return made
    }

    /// The session that goes by `name`.
    func session(named name: String) throws(EngineError) -> SessionSummary {
        let index = try index()
        if let known = cached?.named[name] { return known }
        do throws(NameError) {
            let session = try index.session(named: name)
            cached?.named[name] = session
            return session
        } catch {
            throw .name(error)
        }
    }

    /// The vault's records as they are on disk now.
    func workspace() throws(EngineError) -> Workspace { Workspace(try current()) }

    /// The vault's portals.
    func sites() throws(EngineError) -> [PortalSite] { PortalSite.all(in: try current()) }

    /// The portal that goes by `name`.
    func site(named name: String) throws(EngineError) -> PortalSite {
        let sites = try sites()
        do throws(PortalError) { return try sites.named(name) } catch { throw .portal(error) }
    }

    /// The way to the credentials of `session`.
    func chain(to session: SessionSummary, withoutMFA: Bool = false) throws(EngineError) -> CredentialChain {
        let (index, payload) = (try index(), try current())
        do throws(VendError) {
            return try CredentialChain(to: session, of: index, in: payload, withoutMFA: withoutMFA)
        } catch {
            throw .vend(error)
        }
    }

    /// Credentials of `session`.
    func credentials(
        for session: SessionSummary, code: SecretSlice?, withoutMFA: Bool = false, minimumLife: Int64 = 0
    ) async throws(EngineError) -> Credentials {
        let asked = Asked(session: session.id, withoutMFA: withoutMFA)
        if let access = try valid()?.accesses[asked], let held = await broker.cached(access, minimumLife: minimumLife) {
            return held
        }
        let chain = try chain(to: session, withoutMFA: withoutMFA)
        cached?.accesses[asked] = chain.access
        do throws(VendError) {
            return try await broker.credentials(for: chain, code: code, minimumLife: minimumLife)
        } catch {
            throw .vend(error)
        }
    }

    /// Writes drafts; what became of each.
    func apply(_ drafts: [RecordDraft], replace: Bool) async throws(EngineError) -> [ProposalOutcome] {
        var outcomes: [ProposalOutcome] = []
        try await edit { workspace in
            let (edit, decided) = workspace.applying(drafts: drafts, replace: replace)
            outcomes = decided
            return edit
        }
        return outcomes
    }

    /// Writes what `make` wants changed.
    func edit(_ make: (Workspace) -> Edit) async throws(EngineError) {
        do throws(StoreError) {
            try vault.edit { payload in make(Workspace(payload)) }
        } catch {
            throw .store(error, path: path)
        }
        cached = nil
        await broker.forget()
    }

    /// What `plan` makes of the records; with `dryRun`, or where it changes nothing, nothing is written. What is written is decided
    /// by the vault as it is under the lock.
    func edit<Plan, Fault>(
        dryRun: Bool, planning plan: (Workspace) -> Result<Plan, Fault>, writing edit: (Plan) -> Edit
    ) async throws(EngineError) -> Result<Plan, Fault> {
        var outcome = plan(try workspace())
        guard !dryRun, case .success(let planned) = outcome, !edit(planned).isEmpty else { return outcome }
        try await self.edit { workspace in
            outcome = plan(workspace)
            guard case .success(let planned) = outcome else { return Edit() }
            return edit(planned)
        }
        return outcome
    }

    /// What is known, where the file has not been changed since.
    private func valid() throws(EngineError) -> Cached? {
        guard let cached else { return nil }
        do throws(StoreError) { return try vault.isUnchanged(since: cached.mark) ? cached : nil } catch {
            throw .store(error, path: path)
        }
    }

    private func current() throws(EngineError) -> Payload {
        do throws(StoreError) { return try vault.payload() } catch { throw .store(error, path: path) }
    }
}
