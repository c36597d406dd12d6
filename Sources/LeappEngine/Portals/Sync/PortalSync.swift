import LeappAWS
import LeappAgentProtocol
import LeappCrypto
import LeappMerge
import LeappVault
import LeappWorkspace

/// One sync of a portal: it lists everything, going on where the last one was cut off, and then changes the vault in one edit.
struct PortalSync {
    /// What is asked for, as in `portal-sync`.
    struct Wish {
        var accounts: [String]?
        var roles: [String]?
        var template: String?
        var tags: [String]?
        var dryRun = false
        var restart = false

        /// The settings that a portal has with it.
        func settings(over stored: SyncSettings) -> SyncSettings {
            var settings = stored
            if let accounts { settings.accounts = accounts }
            if let roles { settings.roles = roles }
            if let tags { settings.tags = tags.map { TextPair(tag: $0) } }
            if let template { settings.template = template.isEmpty ? nil : template }
            return settings
        }
    }

    /// What came of it.
    struct Result {
        let discovery: Discovery
        let resumed: Bool
    }

    let vault: OpenedVault
    let portalID: RecordID
    let desk: any PortalDesk
    let caller: any AWSCaller
    let effects: AWSEffects
    /// Whether the vault is still the one that is open: after a lock nothing is kept or written.
    let isOpen: () -> Bool
    var bounds = ListingBounds.standard

    /// Lists and writes, or with `dryRun` lists only; `report` is told how far it is, once a second.
    func run(
        _ wish: Wish, report: @escaping (SyncProgress) async throws(EngineError) -> Void
    ) async throws(EngineError) -> Result {
        guard let portal = try vault.workspace().record(portalID, as: Portal.self) else {
            throw .sync(.portalRemoved(portal: portalID.hex))
        }
        let name = portal.name ?? portal.startURL
        let settings = wish.settings(over: portal.sync)
        let rules = try understood(settings)
        let scope = SyncCheckpoint.Scope(region: portal.region, settings: settings)
        let kept = wish.restart ? nil : try await resumed(scope: scope, rules: rules)
        var listing = kept?.listing ?? PortalListing(rules: rules, bounds: bounds)
        let began = kept?.began ?? now
        let crawl = PortalCrawl(
            caller: caller, region: portal.region, environment: vault.environment, effects: effects,
            token: { refused throws(PortalError) in try await desk.accessToken(insteadOf: refused) },
            report: report,
            keep: { listing throws(PortalError) in
                guard isOpen() else { return }
                var writer = SecretWriter(capacity: 64 * 1024)
                SyncCheckpoint.encode(listing, scope: scope, began: began, into: &writer)
                try await desk.keep(SecretArena(writer.finish()).slice)
            },
            isWanted: isOpen)
        do throws(CrawlError) { try await crawl.run(&listing) } catch { throw meaning(of: error, portal: name) }
        guard isOpen() else { throw .sync(.locked(portal: name)) }
        let discovery = try await take(listing.offer, wish, portal: portal)
        guard isOpen() else { throw .locked(holding: nil) }
        do throws(PortalError) { try await desk.noteSync(at: now) } catch { throw .portal(error) }
        return Result(discovery: discovery, resumed: kept != nil)
    }

    /// This machine's time, in unix seconds.
    private var now: Int64 { effects.now() / 1000 }

    /// Takes the offer in. What changes is decided by the vault as it is then, whatever was written while the portal was listed:
    /// by the portal's settings too.
    private func take(_ offer: Offer, _ wish: Wish, portal: Portal) async throws(EngineError) -> Discovery {
        let scene = DiscoveryScene(
            vaultID: vault.vault.vaultID.bytes, portal: portalID, partition: Partition.of(region: portal.region).name, time: now)
        let outcome = try await vault.edit(dryRun: wish.dryRun) { workspace in
            Swift.Result { () throws(SyncRules.Fault) in
                let settings = wish.settings(over: workspace.record(portalID, as: Portal.self)?.sync ?? portal.sync)
                return try workspace.discovering(offer.narrowed(to: SyncRules(settings)), settings: settings, in: scene)
            }
        } writing: {
            $0?.edit ?? Edit()
        }
        switch outcome {
        case .success(let discovery?): return discovery
        case .success(nil): throw .sync(.portalRemoved(portal: portal.name ?? portal.startURL))
        case .failure(let fault): throw .sync(.settings(fault))
        }
    }

    private func understood(_ settings: SyncSettings) throws(EngineError) -> SyncRules {
        do throws(SyncRules.Fault) { return try SyncRules(settings) } catch { throw .sync(.settings(error)) }
    }

    private func resumed(
        scope: SyncCheckpoint.Scope, rules: SyncRules
    ) async throws(EngineError) -> (listing: PortalListing, began: Int64)? {
        let checkpoint: SecretSlice?
        do throws(PortalError) { checkpoint = try await desk.checkpoint() } catch { throw .portal(error) }
        guard let checkpoint else { return nil }
        return SyncCheckpoint.listing(in: checkpoint.bytes, scope: scope, rules: rules, bounds: bounds, now: now)
    }

    private func meaning(of error: CrawlError, portal: String) -> EngineError {
        guard isOpen() else { return .sync(.locked(portal: portal)) }
        switch error {
        case .aws(.refused(let refusal)) where refusal.kind == .tokenExpired:
            return .portal(.loginNeeded(portal: portal, .sessionOver))
        case .aws(let error): return .portal(.aws(portal: portal, error))
        case .listing(let fault): return .sync(.listing(fault))
        case .portal(let error): return .portal(error)
        case .report(let error): return error
        case .cancelled: return .callerGone
        }
    }
}
