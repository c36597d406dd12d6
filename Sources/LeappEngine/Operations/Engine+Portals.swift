import LeappAWS
import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import LeappMerge
import LeappWorkspace

extension Engine {
    /// The portals, what is known behind them, and how leapp stands with each.
    func portals(_ head: RequestHead, _ answer: Answer) async throws {
        let vault = try required(head.vault)
        let workspace = try vault.workspace()
        let offers = Offers(workspace)
        let now = await vault.portals.correctedTime()
        var listed: [ListedPortal] = []
        for site in PortalSite.all(in: workspace.payload) {
            let state = try await vault.portals.state(of: site)
            var portal = ListedPortal(id: site.id.hex, name: site.name, startURL: site.startURL, region: site.region)
            portal.renewable = state.token?.refresh != nil
            portal.expiration = state.token?.expiration ?? state.adopted?.expiration
            portal.signedIn = portal.renewable || max(state.token?.expiration ?? now, state.adopted?.expiration ?? now) > now
            portal.synced = state.synced
            offers.count(into: &portal)
            if let record: Portal = workspace.record(site.id) { portal.show(record.sync) }
            listed.append(portal)
        }
        for (part, more) in listed.parts(of: Self.portalsPerFrame) {
            let reply = PortalsReply(more: more, portals: Array(part))
            try await answer.send { reply.encode(into: &$0) }
        }
    }

    /// Begins a sign-in.
    func portalLogin(_ frame: SecretArena, _ answer: Answer) async throws {
        let request = try PortalLoginRequest(parsing: frame.bytes)
        let vault = try required(request.vault)
        let reply = try await vault.portals.login(at: vault.site(named: request.portal), redirectURI: request.redirectURI)
        try await answer.send { reply.encode(into: &$0) }
    }

    /// Ends a sign-in, or asks whether it has ended.
    func portalToken(_ frame: SecretArena, _ answer: Answer) async throws {
        let request = try PortalTokenRequest(parsing: frame.bytes)
        let vault = try required(request.vault)
        let (attempt, code) = (request.attempt, SecretSlice(keeping: request.code))
        let reply = try await vault.portals.token(for: attempt, code: code)
        try await answer.send { reply.encode(into: &$0) }
    }

    /// Ends the session at a portal, and what it was good for: the credentials that are cached, the sections that are started.
    func portalLogout(_ frame: SecretArena, _ answer: Answer) async throws {
        let request = try PortalLogoutRequest(parsing: frame.bytes)
        let vault = try required(request.vault)
        let site = try vault.site(named: request.portal)
        let done = try await vault.portals.logout(of: site)
        await vault.broker.forget(portal: site.id)
        guard vault === opened else { throw EngineError.locked(holding: nil) }
        let stopped = LockReply(try vault.stop { $0.portal.map(site.isAt) ?? false })
        let reply = PortalLogoutReply(revoked: done.revoked, removed: stopped.removed, left: done.left + stopped.left)
        try await answer.send { reply.encode(into: &$0) }
    }

    /// Takes over an access token that another program got, for a portal that the vault has.
    ///
    /// A token of another region than the portal's is none of it.
    func portalAdopt(_ frame: SecretArena, _ answer: Answer) async throws {
        let request = try PortalAdoptRequest(parsing: frame.bytes)
        let vault = try required(request.vault)
        let site = try vault.site(named: request.startURL)
        let isHere = request.region == site.region
        let token = AdoptedToken(access: SecretSlice(copying: request.accessToken), expiration: request.expiration)
        let adopted = isHere ? try await vault.portals.adopt(token, of: site) : false
        try await answer.send { PortalAdoptReply(adopted: adopted).encode(into: &$0) }
    }

    /// Few, as the settings of one may have some hundred kilobytes.
    private static var portalsPerFrame: Int { 16 }
}

extension ListedPortal {
    /// Shows the settings, as far as a frame takes them: another program may have written more.
    fileprivate mutating func show(_ settings: SyncSettings) {
        func shown(_ texts: [String], _ most: Int) -> [String] { texts.prefix(most).map { $0.cut(to: Glob.limit) } }
        template = settings.template?.cut(to: SessionNameTemplate.limit)
        accountPatterns = shown(settings.accounts, AgentLimits.patterns)
        rolePatterns = shown(settings.roles, AgentLimits.patterns)
        tags = settings.tags.prefix(AgentLimits.pairs).map { $0.tagText.cut(to: AgentLimits.text) }
    }
}

/// How many accounts and roles each portal offers, as far as a vault knows, and how many roles it offers no more.
private struct Offers {
    private struct Offer {
        var accounts: Set<String> = []
        var roles: Int64 = 0
        var gone: Int64 = 0
    }

    private var offers: [String: Offer] = [:]

    init(_ workspace: Workspace) {
        for role in workspace.all(SSORole.self) {
            let portal = Portal.normalised(role.startURL)
            if role.discovered?.gone == nil {
                offers[portal, default: Offer()].accounts.insert(role.accountID)
                offers[portal, default: Offer()].roles += 1
            } else {
                offers[portal, default: Offer()].gone += 1
            }
        }
    }

    func count(into portal: inout ListedPortal) {
        guard let offer = offers[Portal.normalised(portal.startURL)] else { return }
        (portal.accounts, portal.roles, portal.gone) = (Int64(offer.accounts.count), offer.roles, offer.gone)
    }
}
