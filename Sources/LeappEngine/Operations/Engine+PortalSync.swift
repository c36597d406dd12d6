import LeappAgentProtocol
import LeappCrypto
import LeappWorkspace

extension Engine {
    /// Lists everything that a portal offers and takes it in, telling how far it is meanwhile.
    func portalSync(_ frame: SecretArena, _ answer: Answer) async throws {
        let request = try PortalSyncRequest(parsing: frame.bytes)
        let vault = try required(request.vault)
        let site = try vault.site(named: request.portal)
        guard vault.syncing.insert(site.id).inserted else { throw EngineError.sync(.underWay(portal: site.name)) }
        defer { vault.syncing.remove(site.id) }
        let sync = PortalSync(
            vault: vault, portalID: site.id, desk: SiteDesk(sessions: vault.portals, site: site), caller: network.caller,
            effects: network.effects, isOpen: { vault === self.opened })
        let wish = PortalSync.Wish(
            accounts: request.accounts, roles: request.roles, template: request.template, dryRun: request.dryRun,
            restart: request.restart)
        let result = try await sync.run(wish) { progress throws(EngineError) in
            // A caller who waits for it uses the vault.
            vault.touch(at: self.effects.bootTime())
            try await answer.send { PortalSyncReply.progress(progress).encode(into: &$0) }
        }
        try await tell(result, to: answer)
    }

    private func tell(_ result: PortalSync.Result, to answer: Answer) async throws(EngineError) {
        let totals = SyncTotals(
            accounts: Int64(result.discovery.accounts), roles: Int64(result.discovery.roles), resumed: result.resumed)
        var rest = result.discovery.changes[...]
        repeat {
            let part = rest.prefix(Self.changesPerFrame).map(SyncChange.init)
            rest = rest.dropFirst(part.count)
            let reply: PortalSyncReply = rest.isEmpty ? .done(part, totals) : .changes(part)
            try await answer.send { reply.encode(into: &$0) }
        } while !rest.isEmpty
    }

    private static var changesPerFrame: Int { 1000 }
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
