import LeappCrypto
import LeappMerge

/// One pass over an offer: what is new, known, missing.
struct DiscoveryPass: ~Copyable {
    private let known: KnownOffer
    private let portal: Portal
    private let rules: SyncRules
    private let scene: DiscoveryScene
    private var writer = EditWriter()
    private var changes: [DiscoveryChange] = []
    private var offered: Set<RecordID> = []
    private var newcomers: [Newcomer] = []

    private struct Newcomer {
        let role: SSORole
        let id: RecordID
        /// The fields that it had, where it was deleted.
        let former: [String]?
        let account: Offer.Account
    }

    init(_ known: KnownOffer, portal: Portal, rules: SyncRules, scene: DiscoveryScene) {
        self.known = known
        self.portal = portal
        self.rules = rules
        self.scene = scene
    }

    consuming func run(_ offer: Offer, settings: SyncSettings) -> Discovery {
        if settings != portal.sync { writer.write(scene.portal, .portal) { $0.set("sync") { settings.encode(into: &$0) } } }
        var roles = 0
        var names: [String: String] = [:]
        for account in offer.accounts {
            take(account)
            if let name = account.name { names[account.id] = name }
            for role in Set(account.roles ?? []) where rules.takes(role: role) {
                roles += 1
                take(role, of: account)
            }
        }
        nameNewcomers()
        let untold = offer.accounts.filter { $0.roles == nil }.map(\.id)
        markGone(silent: offer.leftOut.union(untold), names: names)
        changes.sort { ($0.accountID, $0.role ?? "", $0.kind.rawValue) < ($1.accountID, $1.role ?? "", $1.kind.rawValue) }
        let changes = changes
        return Discovery(
            edit: writer.finish(), changes: changes, accounts: offer.accounts.count, roles: roles, untold: untold.count)
    }

    private mutating func take(_ account: Offer.Account) {
        let record = Account(partition: scene.partition, accountID: account.id)
        let id = record.id(vaultID: scene.vaultID)
        offered.insert(id)
        let (old, portalID) = (known.accounts[id], scene.portal)
        let isThere = old?.isVisible ?? false
        let fact = isThere ? old?.view.portals[portalID] : nil
        let entry = Account.Entry(
            name: account.name ?? fact?.name, email: account.email ?? fact?.email,
            discovered: Discovered(found: fact?.discovered.found ?? scene.time))
        guard fact != entry || !isThere else { return }
        writer.write(id, .account, isNew: old == nil ? record.identity : nil, restoring: old?.former) { fields in
            fields.set(Account.field(of: portalID)) { entry.encode(into: &$0) }
        }
        if isThere, let was = fact?.name, let name = entry.name, was != name {
            changes.append(DiscoveryChange(.renamed, name: name, accountID: account.id, accountName: name, was: was))
        }
    }

    private mutating func take(_ role: String, of account: Offer.Account) {
        let record = SSORole(startURL: portal.startURL, accountID: account.id, roleName: role, name: "")
        let id = record.id(vaultID: scene.vaultID)
        offered.insert(id)
        guard let old = known.roles[id], old.isVisible else {
            newcomers.append(Newcomer(role: record, id: id, former: known.roles[id]?.former, account: account))
            return
        }
        let fact = Discovered(found: old.discovered?.found ?? scene.time)
        guard old.discovered != fact else { return }
        write(fact, to: id)
        if old.discovered?.gone != nil { note(.returned, old, accountName: account.name) }
    }

    /// Names what is new and writes it; what was deleted is new again.
    private mutating func nameNewcomers() {
        var giver = NameGiver(taken: known.names)
        let names = giver.names(
            newcomers.map { NameGiver.Newcomer(plain: plainName($0), accountID: $0.account.id, role: $0.role.roleName) })
        for (newcomer, name) in zip(newcomers, names) { add(newcomer, name: name) }
    }

    private mutating func add(_ newcomer: Newcomer, name: String) {
        let fact = Discovered(found: scene.time)
        let (identity, tags) = (newcomer.former == nil ? newcomer.role.identity : nil, rules.tags)
        writer.write(newcomer.id, .ssoRole, isNew: identity, restoring: newcomer.former) { fields in
            fields.set("name", name)
            if !tags.isEmpty { fields.set("tags", tags) }
            fields.set("discovered") { fact.encode(into: &$0) }
        }
        changes.append(
            DiscoveryChange(
                .added, name: name, accountID: newcomer.account.id,
                accountName: newcomer.account.name, role: newcomer.role.roleName))
    }

    private func plainName(_ newcomer: Newcomer) -> String {
        let (account, role) = (newcomer.account, newcomer.role)
        return rules.template.name { placeholder in
            switch placeholder {
            case .account: account.name.flatMap { Slug.of($0).isEmpty ? nil : $0 } ?? account.id
            case .accountID: account.id
            case .role: role.roleName
            case .portal: portal.name ?? ""
            case .email: account.email.map { String($0.prefix { $0 != "@" }) } ?? ""
            case .region: portal.region
            }
        }
    }

    /// Marks what is known and was not offered; `silent` are accounts of which nothing was learnt, `names` those of the offer.
    private mutating func markGone(silent: Set<String>, names: [String: String]) {
        let portalID = scene.portal
        var recorded: [String: String] = [:]
        for account in known.accounts.values where account.view.partition == scene.partition {
            guard let entry = account.view.portals[portalID] else { continue }
            recorded[account.view.accountID] = entry.name
            guard account.isVisible, entry.discovered.gone == nil, !offered.contains(account.id),
                !silent.contains(account.view.accountID), rules.takes(accountID: account.view.accountID, name: entry.name)
            else { continue }
            var missed = entry
            missed.discovered.gone = scene.time
            writer.write(account.id, .account) { fields in
                fields.set(Account.field(of: portalID)) { missed.encode(into: &$0) }
            }
        }
        for role in known.roles.values where role.isVisible && !offered.contains(role.id) {
            let accountName = names[role.accountID] ?? recorded[role.accountID]
            guard var fact = role.discovered, fact.gone == nil, !silent.contains(role.accountID),
                rules.takes(accountID: role.accountID, name: accountName), rules.takes(role: role.roleName)
            else { continue }
            fact.gone = scene.time
            write(fact, to: role.id)
            note(.gone, role, accountName: accountName)
        }
    }

    private mutating func write(_ fact: Discovered, to role: RecordID) {
        writer.write(role, .ssoRole) { fields in fields.set("discovered") { fact.encode(into: &$0) } }
    }

    private mutating func note(_ kind: DiscoveryChange.Kind, _ role: KnownOffer.Role, accountName: String?) {
        changes.append(
            DiscoveryChange(
                kind, name: role.name ?? "\(role.accountID)/\(role.roleName)", accountID: role.accountID,
                accountName: accountName,
                role: role.roleName))
    }
}
