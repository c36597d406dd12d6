import LeappAWSConfig
import LeappBytes
import LeappCrypto
import LeappImport
import LeappMerge
import LeappWorkspace
import Testing

@Suite struct PlanTests {
    @Test func staticKeysBecomeAUserWithTheProfilesDevice() throws {
        let plan = Home(config: "[profile a]\nmfa_serial = arn:aws:iam::1:mfa/a\nregion = r\n", credentials: "[a]\n" + keys("a"))
            .plan
        #expect(plan.kinds() == ["a": .iamUser])
        let id = try #require(plan.keys.first?.id)
        let user = try #require(Workspace(try plan.stored()).record(id, as: IAMUser.self))
        let value = String(decoding: [UInt8](user.secretAccessKey.bytes), as: UTF8.self)
        #expect(user.accessKeyID == accessKey("a"))
        #expect(value == secret("a"))
        #expect((user.name, user.mfaSerial, user.region) == ("a", "arn:aws:iam::1:mfa/a", "r"))
    }

    @Test func aChainOfAnyDepthHangsTogether() throws {
        var home = Home(credentials: "[p0]\n" + keys("p0"))
        for depth in (1...3000).reversed() {
            home.config += "[profile p\(depth)]\nrole_arn = \(role("r\(depth)"))\nsource_profile = p\(depth - 1)\n"
        }
        let plan = home.plan
        #expect(plan.skipped.isEmpty)
        #expect(plan.profiles.count == 3001)
        let workspace = Workspace(try plan.stored())
        for depth in [1, 2, 1500, 3000] {
            let id = try #require(plan.profile("p\(depth)")?.session)
            let record = try #require(workspace.record(id, as: AssumedRole.self))
            #expect(record.roleARN == role("r\(depth)"))
            #expect(record.parent == plan.profile("p\(depth - 1)")?.session)
        }
    }

    @Test func aRoleKeepsWhatIsSentAlong() throws {
        let plan = Home(
            config: """
                [profile r]
                role_arn = \(role("r"))
                source_profile = u
                external_id = ext # not data
                mfa_serial = dev
                duration_seconds = 7200
                role_session_name = me
                source_identity = who
                session_tags = a=b, c = d
                transitive_session_tags = a,c
                region = eu-west-3

                """, credentials: "[u]\n" + keys("u")
        ).plan
        let id = try #require(plan.profile("r")?.session)
        let record = try #require(Workspace(try plan.stored()).record(id, as: AssumedRole.self))
        #expect(record.externalID == "ext")
        #expect(record.mfaSerial == "dev")
        #expect(record.region == "eu-west-3")
        #expect(
            record.parameters
                == RoleParameters(
                    sessionName: "me", durationSeconds: 7200, sourceIdentity: "who",
                    sessionTags: [TextPair("a", "b"), TextPair("c", "d")],
                    transitiveTagKeys: ["a", "c"]))
    }

    @Test func aProfileThatNamesItselfUsesItsOwnKeys() throws {
        let plan = Home(config: "[profile s]\nrole_arn = \(role("r"))\nsource_profile = s\n", credentials: "[s]\n" + keys("s"))
            .plan
        #expect(plan.kinds() == ["s": .assumedRole])
        let id = try #require(plan.profile("s")?.session)
        #expect(Workspace(try plan.stored()).record(id, as: AssumedRole.self)?.parent == plan.keys.first?.id)
    }

    @Test func aSourceWithKeysGivesThemWhateverRoleItNames() throws {
        let plan = Home(
            config: """
                [profile u]
                role_arn = \(role("u"))
                source_profile = base
                [profile r]
                role_arn = \(role("r"))
                source_profile = u

                """, credentials: "[u]\n\(keys("u"))[base]\n\(keys("base"))"
        ).plan
        let workspace = Workspace(try plan.stored())
        let user = try #require(plan.keys.first { $0.accessKeyID == accessKey("u") })
        let parents = try ["r", "u"].map { name in
            let id = try #require(plan.profile(name)?.session)
            return workspace.record(id, as: AssumedRole.self)?.parent
        }
        #expect(parents[0] == user.id)
        #expect(parents[1] != user.id)
    }

    @Test(arguments: [
        (
            "[profile a]\nrole_arn = arn:aws:r\nsource_profile = b\n[profile b]\nrole_arn = arn:aws:s\nsource_profile = a\n", "a",
            SkipReason.loop
        ),
        (
            "[profile a]\nrole_arn = arn:aws:r\nsource_profile = b\n[profile b]\nrole_arn = arn:aws:s\nsource_profile = a\n", "b",
            .loop
        ),
        ("[profile a]\nrole_arn = arn:aws:r\nsource_profile = a\n", "a", .ownKeysMissing),
        ("[profile a]\nrole_arn = arn:aws:r\nsource_profile = gone\n", "a", .noSuchProfile("gone")),
        ("[profile a]\nrole_arn = arn:aws:r\n", "a", .missing(key: "source_profile")),
        ("[profile a]\nrole_arn = nonsense\nsource_profile = b\n", "a", .unusable(key: "role_arn")),
        ("[profile a]\nrole_arn = arn:aws:r\nsource_profile = b\ncredential_source = Environment\n", "a", .twoSources),
        ("[profile a]\nrole_arn = arn:aws:r\ncredential_source = Environment\n", "a", .source("Environment")),
        ("[profile a]\ncredential_process = \"/usr/bin/aws-vault\" exec x\n", "a", .process(tool: "aws-vault")),
        ("[profile a]\ncredential_process = leapp session generate 0-1-2\n", "a", .process(tool: "Leapp")),
        ("[profile a]\ncredential_process = /x/unknown\n", "a", .process(tool: nil)),
        ("[profile a]\nlogin_session = arn:x\n", "a", .login),
        ("[profile a]\nsso_session = s\nsso_account_id = 1\nsso_role_name = R\n", "a", .noSuchSSOSession("s")),
        ("[profile a]\nsso_start_url = https://x\nsso_region = r\nsso_account_id = 1\n", "a", .missing(key: "sso_role_name")),
        ("[profile a]\nsso_start_url = https://x\nsso_account_id = 1\nsso_role_name = R\n", "a", .missing(key: "sso_region")),
        (
            "[profile a]\nsso_start_url = https://x\nsso_region = r\nsso_account_id = abc\nsso_role_name = R\n", "a",
            .unusable(key: "sso_account_id")
        ),
        ("[profile a]\nweb_identity_token_file = /t\n", "a", .missing(key: "role_arn")),
        ("[profile a]\naws_access_key_id = AKIA\n", "a", .missing(key: "aws_secret_access_key")),
        ("[profile a]\naws_secret_access_key = s\n", "a", .missing(key: "aws_access_key_id")),
        (
            "[profile a]\naws_access_key_id = A\naws_secret_access_key = s\naws_session_token = t\n", "a",
            .temporaryKeys(tool: nil)
        ),
        (
            "[profile a]\naws_access_key_id = A\naws_secret_access_key = s\nautoawsume = true\n", "a",
            .temporaryKeys(tool: "awsume")
        ),
        (
            "[profile a]\naws_access_key_id = A\naws_secret_access_key = s\nx_principal_arn = p\n", "a",
            .temporaryKeys(tool: "saml2aws")
        ),
        (
            "[profile a]\nrole_arn = arn:aws:r\nsource_profile = b\n[profile b]\ncredential_process = x\n", "a",
            .sourceSkipped(profile: "b", .process(tool: nil))
        ),
        (
            "[profile a]\nrole_arn = arn:aws:r\nsource_profile = b\n[profile b]\nregion = x\n", "a",
            .sourceSkipped(profile: "b", .missing(key: "aws_access_key_id"))
        ),
    ]) func whatIsNotImportedIsListed(config: String, profile: String, reason: SkipReason) {
        let plan = Home(config: config).plan
        #expect(plan.reasons()[profile] == reason)
        #expect(!reason.words.isEmpty)
        #expect(plan.profile(profile)?.session == nil)
        #expect(plan.drafts.contains { $0.profile == profile && $0.draft.kind == .profile })
    }

    @Test func portalsAndTheirRolesAreOneEach() throws {
        let plan = Home(
            config: """
                [sso-session corp]
                sso_start_url = https://Corp.awsapps.com/start/
                sso_region = eu-west-1
                sso_registration_scopes = sso:account:access
                [profile one]
                sso_session = corp
                sso_account_id = 012345678901
                sso_role_name = Dev
                [profile old]
                sso_start_url = https://corp.awsapps.com/start#/
                sso_region = eu-west-1
                sso_account_id = 12345678901
                sso_role_name = Dev
                [profile granted]
                granted_sso_start_url = https://corp.awsapps.com/start
                granted_sso_region = us-east-1
                granted_sso_account_id = 2
                granted_sso_role_name = Admin
                credential_process = granted credential-process --profile granted
                [sso-session unused]
                sso_start_url = https://other.awsapps.com/start
                sso_region = eu-west-1

                """
        ).plan
        #expect(plan.kinds() == ["one": .ssoRole, "old": .ssoRole, "granted": .ssoRole])
        #expect(plan.profile("one")?.session == plan.profile("old")?.session)
        #expect(plan.drafts.filter { $0.draft.kind == .portal }.count == 2)
        #expect(plan.warnings.contains { $0.message.contains("another sso_region") })
        let workspace = Workspace(try plan.stored())
        let id = try #require(plan.profile("granted")?.session)
        let record = try #require(workspace.record(id, as: SSORole.self))
        #expect((record.accountID, record.roleName) == ("000000000002", "Admin"))
    }

    @Test func aProfileKeepsItsOtherKeysAsWritten() throws {
        let plan = Home(
            config: """
                [profile a]
                region = eu-west-1
                output = json
                endpoint_url = http://localhost:4566
                s3 =
                    max = 3
                    in valid = x
                services = local
                cli_pager =
                [services local]
                s3 =
                  endpoint_url = http://x

                """, credentials: "[a]\n" + keys("a")
        ).plan
        let id = try #require(plan.profile("a")?.drafts.last)
        let profile = try #require(Workspace(try plan.stored()).record(id, as: Profile.self))
        #expect((profile.region, profile.output) == ("eu-west-1", "json"))
        #expect(
            profile.other == [
                TextPair("endpoint_url", "http://localhost:4566"), TextPair("s3", "\nmax = 3\nin valid = x"),
                TextPair("services", "local"),
                TextPair("services local s3", "\nendpoint_url = http://x"), TextPair("cli_pager", ""),
            ])
    }

    @Test func oneKeyInTwoProfilesIsOneUser() {
        let plan = Home(credentials: "[a]\n\(keys("x"))[b]\n\(keys("x"))").plan
        #expect(plan.keys.map(\.profiles) == [["a", "b"]])
        #expect(plan.profile("a")?.session == plan.profile("b")?.session)
    }

    @Test func oneKeyIdWithTwoSecretsIsToldAndTheFirstOneTaken() {
        let plan = Home(
            credentials: "[a]\n\(keys("x"))[b]\naws_access_key_id = \(accessKey("x"))\naws_secret_access_key = other\n"
        ).plan
        #expect(plan.reasons() == ["b": .otherSecret(profile: "a")])
    }

    @Test func theSameFilesGiveTheSameRecords() throws {
        let home = Home(config: "[profile r]\nrole_arn = \(role("r"))\nsource_profile = u\n", credentials: "[u]\n" + keys("u"))
        let workspace = Workspace(try home.plan.stored())
        let again = workspace.applying(drafts: home.plan.drafts.map(\.draft), replace: false)
        #expect(again.edit.isEmpty)
        #expect(again.outcomes.allSatisfy { $0.outcome == .unchanged })
    }

    @Test func startedSectionsAreNotImported() {
        let plan = Home(credentials: "[a]\n# leapp: managed\n\(keys("a"))aws_session_token = t\n[b]\n\(keys("b"))").plan
        #expect(plan.profiles.map(\.name) == ["b"])
    }
}
