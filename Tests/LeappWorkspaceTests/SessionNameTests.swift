import LeappMerge
import LeappWorkspace
import Testing

/// How sessions that a sync finds are named.
@Suite struct SessionNameTests {
    private func names(_ accounts: [Offer.Account], template: String? = nil, taken: [String] = []) throws -> [String] {
        var vault = try DiscoveringVault()
        vault.payload = try vault.payload.taking(
            drafts { writer in
                for (index, name) in taken.enumerated() { writer.add(user(name, key: "AKIA\(index)")) }
            }
        ).0
        return try vault.take(accounts, settings: SyncSettings(template: template)).changes.map(\.name)
    }

    @Test(arguments: [
        ("Prod EU", "prod-eu-admin"), ("  --Müller & Söhne GmbH--", "muller-sohne-gmbh-admin"),
        ("Straße_Æther", "strasse-aether-admin"),
        ("日本", "111111111111-admin"), ("", "111111111111-admin"), ("a.b@c", "a-b-c-admin"), ("Ｆｕｌｌ", "111111111111-admin"),
        ("x\u{202e}y\u{0}z", "x-y-z-admin"), ("Łódź", "lodz-admin"),
    ])
    func aNameIsASlug(_ account: String, expected: String) throws {
        #expect(try names([offered("111111111111", account, ["Admin"])]) == [expected])
    }

    @Test func anAbsurdNameIsCut() throws {
        let name = try names([offered("111111111111", String(repeating: "x", count: 5000), ["Admin"])])[0]
        #expect(name == String(repeating: "x", count: 100))
    }

    @Test func everyPlaceholderHasItsValue() throws {
        let account = offered("111111111111", "Prod", ["Admin"], email: "ops+prod@corp.example")
        let template = "{portal}/{region}.{account}_{accountId}:{role}~{email}"
        #expect(try names([account], template: template) == ["corp-eu-west-1-prod-111111111111-admin-ops-prod"])
    }

    @Test func aNameThatIsTakenGetsTheAccountAndThenANumber() throws {
        let account = offered("111111111111", "Prod", ["Admin"])
        #expect(try names([account], taken: ["prod-admin"]) == ["prod-admin-111111111111"])
        #expect(try names([account], taken: ["prod-admin", "prod-admin-111111111111"]) == ["prod-admin-111111111111-2"])
        #expect(try names([account], template: "{accountId}", taken: ["111111111111"]) == ["111111111111-2"])
    }

    @Test func allThatWouldHaveOneNameGetTheirAccounts() throws {
        let accounts = [offered("222222222222", "Prod", ["Admin"]), offered("111111111111", "PROD", ["admin.", "Read"])]
        let expected = ["prod-read", "prod-admin-111111111111", "prod-admin-222222222222"].sorted()
        #expect(try names(accounts).sorted() == expected)
        #expect(try names(accounts.reversed()).sorted() == expected)
        #expect(
            try names([offered("111111111111", "A", ["x", "y", "z"])], template: "{account}").sorted() == [
                "a-111111111111", "a-111111111111-2", "a-111111111111-3",
            ])
    }

    @Test(
        arguments: [
            ("{accout}", .unknownPlaceholder("accout")), ("{account", .unbalanced), ("a}", .unbalanced),
            ("prod", .withoutPlaceholder),
            ("", .withoutPlaceholder), (String(repeating: "{role}", count: 50), .tooLong),
        ] as [(String, SessionNameTemplate.Fault)])
    func whatIsNoTemplateIsRefused(_ text: String, fault: SessionNameTemplate.Fault) {
        #expect(throws: fault) { try SessionNameTemplate(parsing: text) }
        #expect(throws: SyncRules.Fault.template(fault)) { try SyncRules(SyncSettings(template: text)) }
    }

    @Test(
        arguments: [
            ("prod*", "Prod-EU", true), ("*eu", "Prod-EU", true), ("p?od", "prod", true), ("p?od", "pod", false), ("*", "", true),
            ("a*b*c", "aXbXbc", true), ("a*b*c", "acb", false), ("", "x", nil), ("[ab]", "a", false), ("ä*", "äx", true),
            ("*a*a*a*a*a*a*a*a*b", String(repeating: "a", count: 5000), false),
        ] as [(String, String, Bool?)])
    func aPatternIsOfWholeNames(_ pattern: String, text: String, expected: Bool?) {
        #expect(Glob(pattern)?.matches(text) == expected)
    }

    @Test func anAccountIsTakenByItsNameOrItsID() throws {
        let rules = try SyncRules(SyncSettings(accounts: ["prod*", "2222*"], roles: ["*Admin"]))
        #expect(rules.takes(accountID: "111111111111", name: "Prod"))
        #expect(rules.takes(accountID: "222222222222", name: nil))
        #expect(!rules.takes(accountID: "333333333333", name: "dev"))
        #expect(rules.takes(role: "SuperAdmin") && !rules.takes(role: "Read"))
        #expect(throws: SyncRules.Fault.pattern("")) { try SyncRules(SyncSettings(roles: [""])) }
    }
}
