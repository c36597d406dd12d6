import LeappBytes
import LeappMerge
import LeappWorkspace
import Testing

let portalRecord = Portal(startURL: "https://corp.awsapps.com/start", name: "corp", region: "eu-west-1")
let portalID = portalRecord.id(vaultID: vaultID)

func offered(_ id: String, _ name: String?, _ roles: [String]?, email: String? = nil) -> Offer.Account {
    Offer.Account(id: id, name: name, email: email, roles: roles)
}

/// A vault that has the portal, and takes offers in.
struct DiscoveringVault {
    var payload: Payload

    init(writer: UInt8 = 1) throws {
        payload = try Payload(writer: replica(writer)).taking(drafts { $0.add(portalRecord) }, at: 1).0
    }

    var workspace: Workspace { Workspace(payload) }

    @discardableResult
    mutating func take(
        _ accounts: [Offer.Account], leftOut: Set<String> = [], settings: SyncSettings = SyncSettings(), time: Int64 = 100
    ) throws -> Discovery {
        let scene = DiscoveryScene(vaultID: vaultID, portal: portalID, partition: "aws", time: time)
        let offer = Offer(accounts: accounts, leftOut: leftOut)
        let discovery = try #require(try workspace.discovering(offer, settings: settings, in: scene))
        let stamp = Stamp(time: payload.versions.newest + 1, replica: payload.writer)
        if let edited = try payload.applying(discovery.edit, at: stamp) {
            #expect(!discovery.edit.isEmpty)
            payload = edited
        } else {
            #expect(discovery.edit.isEmpty)
        }
        return discovery
    }

    func role(_ account: String, _ role: String) -> SSORole? {
        let id = SSORole(startURL: portalRecord.startURL, accountID: account, roleName: role, name: "").id(vaultID: vaultID)
        return workspace.record(id)
    }

    func account(_ id: String) -> Account? {
        workspace.record(Account(partition: "aws", accountID: id).id(vaultID: vaultID))
    }

    var names: [String] { workspace.all(SSORole.self).map(\.name).sorted() }
}

@Suite struct DiscoveryTests {
    private let prod = offered("111111111111", "Prod", ["Admin", "Read"], email: "prod@corp.example")
    private let dev = offered("222222222222", "Dev", ["Admin"])

    @Test func everythingOfferedBecomesASession() throws {
        var vault = try DiscoveringVault()
        let discovery = try vault.take([dev, prod])
        #expect(discovery.accounts == 2 && discovery.roles == 3)
        #expect(discovery.changes.map(\.name) == ["prod-admin", "prod-read", "dev-admin"])
        #expect(discovery.changes.allSatisfy { $0.kind == .added })
        #expect(vault.role("111111111111", "Admin")?.discovered == Discovered(found: 100))
        let entry = Account.Entry(name: "Prod", email: "prod@corp.example", discovered: Discovered(found: 100))
        #expect(vault.account("111111111111")?.portals == [portalID: entry])
        let shown = vault.workspace.index.sessions
        #expect(shown.map(\.name) == ["dev-admin", "prod-admin", "prod-read"])
        #expect(shown.map(\.accountName) == ["Dev", "Prod", "Prod"])
        #expect(shown.allSatisfy { !$0.isGone && !$0.isOrphaned })
        #expect(vault.workspace.findings(vaultID: vaultID).isEmpty)
    }

    @Test func theSameOfferChangesNothing() throws {
        var vault = try DiscoveringVault()
        try vault.take([prod, dev])
        let again = try vault.take([dev, prod], time: 900)
        #expect(again.edit.isEmpty && again.changes.isEmpty && again.roles == 3)
    }

    @Test func whatIsMissingIsMarkedAndComesBackWithItsChoices() throws {
        var vault = try DiscoveringVault()
        try vault.take([prod, dev])
        let id = try #require(vault.role("111111111111", "Read")).id(vaultID: vaultID)
        vault.payload = try vault.payload.editing { $0.write(id, kind: "sso-role", field: "name", value: item("mine")) }
        let gone = try vault.take([offered("111111111111", "Prod", ["Admin"])], time: 200)
        #expect(gone.changes.map(\.kind) == [.gone, .gone] && gone.changes.map(\.name) == ["mine", "dev-admin"])
        #expect(vault.role("111111111111", "Read")?.discovered == Discovered(found: 100, gone: 200))
        #expect(vault.account("222222222222")?.portals[portalID]?.discovered.gone == 200)
        #expect(vault.account("111111111111")?.portals[portalID]?.email == "prod@corp.example")
        #expect(vault.workspace.index.sessions.filter(\.isGone).map(\.name) == ["dev-admin", "mine"])
        #expect(try vault.take([offered("111111111111", "Prod", ["Admin"])], time: 250).edit.isEmpty)
        let back = try vault.take([prod, dev], time: 300)
        #expect(back.changes.map(\.kind) == [.returned, .returned] && back.changes.map(\.name) == ["mine", "dev-admin"])
        #expect(vault.role("111111111111", "Read")?.discovered == Discovered(found: 100))
        #expect(vault.workspace.index.sessions.allSatisfy { !$0.isGone })
    }

    @Test func whatWasNotToldOrIsLeftOutIsNotGone() throws {
        var vault = try DiscoveringVault()
        try vault.take([prod, dev])
        #expect(try vault.take([offered("111111111111", "Prod", nil), dev]).edit.isEmpty)
        // Out of the filter by another name now, and by the pattern of roles.
        let settings = SyncSettings(accounts: ["dev"], roles: ["Adm*"])
        let filtered = try vault.take([dev], leftOut: ["111111111111"], settings: settings)
        #expect(filtered.changes.isEmpty)
        #expect(vault.workspace.record(portalID, as: Portal.self)?.sync == settings)
        #expect(vault.role("111111111111", "Admin")?.discovered?.gone == nil)
        #expect(try vault.take([dev], leftOut: ["111111111111"], settings: settings).edit.isEmpty)
        let roles = SyncSettings(roles: ["Re?d"])
        #expect(
            try vault.take([offered("111111111111", "Prod", ["Admin"]), dev], settings: roles).changes.map(\.role) == ["Read"])
    }

    @Test func tagsOfThePortalAreThoseOfWhatIsNew() throws {
        var vault = try DiscoveringVault()
        try vault.take([dev])
        let settings = SyncSettings(tags: [TextPair("customer", "corp"), TextPair("x", "")])
        try vault.take([dev, prod], settings: settings)
        #expect(vault.role("111111111111", "Admin")?.tags == settings.tags)
        #expect(vault.role("222222222222", "Admin")?.tags == [])
        #expect(vault.workspace.record(portalID, as: Portal.self)?.sync == settings)
        let id = try #require(vault.role("111111111111", "Admin")).id(vaultID: vaultID)
        vault.payload = try vault.payload.editing { $0.delete(id) }
        try vault.take([dev, prod], settings: SyncSettings(tags: [TextPair("other", "")]))
        #expect(vault.role("111111111111", "Admin")?.tags == [TextPair("other", "")])
        #expect(throws: SyncRules.Fault.tag(TextPair("", "x"))) {
            try vault.take([dev], settings: SyncSettings(tags: [TextPair("", "x")]))
        }
    }

    @Test func aRenamedAccountKeepsItsSessionsNames() throws {
        var vault = try DiscoveringVault()
        try vault.take([prod, dev])
        let renamed = try vault.take([offered("111111111111", "Production", prod.roles), dev], time: 200)
        #expect(
            renamed.changes == [
                DiscoveryChange(
                    .renamed, name: "Production", accountID: "111111111111", accountName: "Production", was: "Prod")
            ])
        #expect(vault.names == ["dev-admin", "prod-admin", "prod-read"])
    }

    @Test func aRoleOfAnImportKeepsItsNameAndIsNotNew() throws {
        var vault = try DiscoveringVault()
        let known = SSORole(startURL: "https://corp.awsapps.com/start/", accountID: "111111111111", roleName: "Admin", name: "p")
        vault.payload = try vault.payload.taking(drafts { $0.add(known) }).0
        let found = try vault.take([offered("111111111111", "Prod", ["Admin"])])
        #expect(found.changes.isEmpty)
        #expect(vault.role("111111111111", "Admin")?.name == "p")
        #expect(vault.role("111111111111", "Admin")?.discovered == Discovered(found: 100))
    }

    @Test func aDeletedSessionThatIsOfferedIsNewAgain() throws {
        var vault = try DiscoveringVault()
        try vault.take([dev], settings: SyncSettings(tags: [TextPair("old", "")]))
        let id = try #require(vault.role("222222222222", "Admin")).id(vaultID: vaultID)
        let change = SessionEdit(
            name: "mine", alias: .set("m"), region: .set("eu-west-1"), tags: [TextPair("secret", "project")])
        let (edit, _) = try vault.workspace.editing([id], change)
        vault.payload = try #require(try vault.payload.applying(edit, at: Stamp(time: 500 << 16, replica: replica(1))))
        vault.payload = try vault.payload.editing { $0.delete(id) }
        #expect(vault.role("222222222222", "Admin") == nil)
        #expect(try vault.take([dev], time: 200).changes.map(\.kind) == [.added])
        let expected = SSORole(
            startURL: portalRecord.startURL, accountID: "222222222222", roleName: "Admin", name: "dev-admin",
            discovered: Discovered(found: 200))
        #expect(vault.role("222222222222", "Admin") == expected)
        #expect(try vault.take([dev], time: 300).edit.isEmpty)
    }

    @Test func anAliasOfADeletedSessionIsFreeForAnother() throws {
        var vault = try DiscoveringVault()
        try vault.take([dev, prod])
        func id(_ account: String, _ role: String) -> RecordID {
            SSORole(startURL: portalRecord.startURL, accountID: account, roleName: role, name: "").id(vaultID: vaultID)
        }
        for (account, role) in [("222222222222", "Admin"), ("111111111111", "Read")] {
            let (edit, _) = try vault.workspace.editing([id(account, role)], SessionEdit(alias: .set("a")))
            vault.payload = try vault.payload.applying(
                edit, at: Stamp(time: vault.payload.versions.newest + 1, replica: replica(1)))!
            if account == "222222222222" { vault.payload = try vault.payload.editing { $0.delete(id(account, role)) } }
        }
        try vault.take([dev, prod], settings: SyncSettings(), time: 300)
        #expect(try vault.workspace.index.session(named: "a").id == id("111111111111", "Read"))
    }

    @Test func aPortalThatIsDeletedTakesItsFactsWithIt() throws {
        var vault = try DiscoveringVault()
        try vault.take([dev, prod], settings: SyncSettings(accounts: ["*"], tags: [TextPair("customer", "corp")]))
        let other = RecordID(bytes: [UInt8](repeating: 9, count: 16))!
        let shared = try #require(vault.account("111111111111")).id(vaultID: vaultID)
        let fact = try #require(vault.payload[shared]?.state["portal:" + portalID.hex])
        vault.payload = try vault.payload.editing {
            $0.write(shared, kind: "account", field: "portal:" + other.hex, value: fact)
        }
        let roles = vault.workspace.all(SSORole.self).map { $0.id(vaultID: vaultID) }
        let removal = vault.workspace.forgetting([portalID] + roles)
        vault.payload = try vault.payload.applying(
            removal, at: Stamp(time: vault.payload.versions.newest + 1, replica: replica(1)))!
        #expect(vault.workspace.all(Account.self).map(\.accountID) == ["111111111111"])
        #expect(vault.account("111111111111")?.portals.keys.map(\.hex) == [other.hex])
        // A portal that is added again begins anew: without patterns, tags and names of before.
        vault.payload = try vault.payload.taking(drafts { $0.add(portalRecord) }).0
        #expect(vault.workspace.record(portalID, as: Portal.self)?.sync == SyncSettings())
        try vault.take([dev], time: 900)
        #expect(vault.role("222222222222", "Admin")?.tags == [])
        #expect(vault.account("222222222222")?.portals[portalID]?.discovered == Discovered(found: 900))
    }

    @Test func twoMachinesThatFindTheSameAgreeAndLoseNothing() throws {
        var one = try DiscoveringVault()
        var other = one
        other.payload.writer = replica(2)
        try one.take([prod, dev], time: 100)
        try other.take([dev, prod, offered("333333333333", "Test", ["Admin"])], time: 130)
        let merged = try one.payload.merged(with: other.payload)
        #expect(merged.hasSameState(as: try other.payload.merged(with: one.payload)))
        let workspace = Workspace(merged)
        #expect(workspace.all(SSORole.self).map(\.name).sorted() == ["dev-admin", "prod-admin", "prod-read", "test-admin"])
        #expect(workspace.all(Account.self).count == 3)
        // Each found it at another time; nobody has to decide about that.
        #expect(workspace.findings(vaultID: vaultID).isEmpty)
        one.payload = merged
        #expect(try one.take([prod, dev, offered("333333333333", "Test", ["Admin"])], time: 500).edit.isEmpty)
    }

    @Test func aPortalThatWasRemovedTakesNothing() throws {
        var vault = try DiscoveringVault()
        vault.payload = try vault.payload.editing { $0.delete(portalID) }
        let scene = DiscoveryScene(vaultID: vaultID, portal: portalID, partition: "aws", time: 1)
        #expect(try vault.workspace.discovering(Offer(accounts: [prod]), settings: SyncSettings(), in: scene) == nil)
    }

    @Test func tenThousandRolesAreTakenInAndNamedApart() throws {
        var vault = try DiscoveringVault()
        let roles = ["Admin", "Power", "Read", "Billing", "Ops"]
        let accounts = (0..<2000).map { offered(String(100_000_000_000 + $0), "Account \($0 / 2)", roles) }
        #expect(try vault.take(accounts).changes.count == 10_000)
        #expect(Set(vault.names).count == 10_000)
        #expect(vault.names.contains("account-7-admin-100000000014"))
        #expect(try vault.take(accounts.reversed(), time: 200).edit.isEmpty)
    }

    @Test func theSummaryOfARoleSurvivesItsWay() throws {
        var vault = try DiscoveringVault()
        try vault.take([prod])
        try vault.take([offered("111111111111", "Prod", ["Read"])], time: 200)
        for summary in vault.workspace.index.sessions {
            var bytes: [UInt8] = []
            summary.encode(into: &bytes)
            #expect(try read(bytes) == summary)
        }
    }
}
