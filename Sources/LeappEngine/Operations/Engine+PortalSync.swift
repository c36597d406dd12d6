import LeappAWS
import LeappAgentProtocol
import LeappCrypto
import LeappWorkspace

extension Engine {
    /// Lists everything that a portal offers and takes it in, telling how far it is meanwhile.
    func portalSync(_ frame: SecretArena, _ answer: Answer) async throws {
        let request = try PortalSyncRequest(parsing: frame.bytes)
        let vault = try required(request.vault)
        let site = try vault.site(named: request.portal)
        try await begin(listing: site, in: vault)
        defer { vault.syncing.remove(site.id) }
        let sync = PortalSync(
            vault: vault, portalID: site.id, desk: SiteDesk(sessions: vault.portals, site: site), caller: network.caller,
            effects: network.effects, isOpen: { vault === self.opened })
        let wish = PortalSync.Wish(
            accounts: request.accounts, roles: request.roles, template: request.template, tags: request.tags,
            dryRun: request.dryRun, restart: request.restart)
        let result = try await sync.run(wish) { progress throws(EngineError) in
            // A caller who waits for it uses the vault.
            vault.touch(at: self.effects.bootTime())
            try await answer.send { PortalSyncReply.progress(progress).encode(into: &$0) }
        }
        try await tell(result, to: answer)
    }

    /// Waits for a listing that is ending: one whose caller went away notices that within a second, and keeps what it has.
    private func begin(listing site: PortalSite, in vault: OpenedVault) async throws(EngineError) {
        let effects = network.effects
        let end = effects.uptime() + Self.endOfAnother
        while !vault.syncing.insert(site.id).inserted {
            guard effects.uptime() < end else { throw .sync(.underWay(portal: site.name)) }
            do throws(CancellationError) { try await effects.sleep(100) } catch { throw .callerGone }
            guard vault === opened else { throw .locked(holding: nil) }
        }
    }

    private func tell(_ result: PortalSync.Result, to answer: Answer) async throws(EngineError) {
        let totals = SyncTotals(
            accounts: Int64(result.discovery.accounts), roles: Int64(result.discovery.roles),
            untold: Int64(result.discovery.untold), resumed: result.resumed)
        for (part, more) in result.discovery.changes.parts(of: Self.changesPerFrame) {
            let changes = part.map(SyncChange.init)
            let reply: PortalSyncReply = more ? .changes(changes) : .done(changes, totals)
            try await answer.send { reply.encode(into: &$0) }
        }
    }

    private static var changesPerFrame: Int { 1000 }

    /// How long a listing that is ending may take for it, in milliseconds.
    private static var endOfAnother: Int64 { PortalCrawl.grace + 3_000 }
}

extension SyncChange {
    init(_ change: DiscoveryChange) {
        self.init(
            Kind(change.kind), name: change.name, accountID: change.accountID, accountName: change.accountName,
            role: change.role, was: change.was)
    }
}

extension SyncChange.Kind {
    init(_ kind: DiscoveryChange.Kind) {
        self =
            switch kind {
            case .added: .added
            case .gone: .gone
            case .returned: .returned
            case .renamed: .renamed
            }
    }
}
