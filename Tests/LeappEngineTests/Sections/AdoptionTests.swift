import LeappAWSConfig
import LeappBytes
import LeappEngine
import LeappState
import Testing

@Suite struct AdoptionTests {
    static let credentials =
        "[a]\nx=1\n\n# mine\n[dev]\naws_access_key_id = AKIAX\n; inside\n"
        + "aws_secret_access_key = s\nregion = eu-west-1\n\n# end\n[b]\n"
    static let config =
        "[default]\n\n[profile dev]\nregion=x\nrole_arn = arn:aws:iam::001234567890:role/r\n"
        + "s3 =\n  addressing_style = path\nsource_profile = a\nsso_session = s\noutput = json"

    @Test func theUsersSectionIsRefusedAndNothingChanges() throws {
        let home = try SectionHome(config: Self.config, credentials: Self.credentials)
        let sections = try home.sections()
        #expect(
            throws: SectionError.adoptNeeded(
                file: home.path(.credentials), line: 5, section: "dev", keys: ["aws_access_key_id", "aws_secret_access_key"])
        ) { try sections.start(home.request("dev", .keys(SectionHome.keys()))) }
        #expect(
            throws: SectionError.adoptNeeded(
                file: home.path(.config), line: 3, section: "profile dev",
                keys: ["role_arn", "source_profile", "sso_session"])
        ) { try sections.start(home.request("dev")) }
        #expect(try home.text(.config) == Self.config)
        #expect(try home.text(.credentials) == Self.credentials)
        #expect(try sections.current().isEmpty)
    }

    @Test(arguments: [
        "role_arn = r", "source_profile = b", "credential_source = Environment", "web_identity_token_file = /t",
        "sso_session = s",
        "sso_account_id = 1", "sso_new_thing = 1", "credential_process = /bin/false", "login_session = l",
        "aws_access_key_id = A",
        "ROLE_ARN = r",
    ]) func aSectionInTheOtherFileThatLeadsElsewhereIsRefused(line: String) throws {
        for (file, header, method) in [
            (AWSFile.config, "[profile dev]", LedgerEntry.Method.file), (.credentials, "[dev]", .process),
        ] {
            let home = try SectionHome()
            home.write("\(header)\nregion = r\n\(line)\n", to: file)
            let sections = try home.sections()
            #expect(throws: SectionError.self) { try sections.start(home.request("dev", SectionHome.content(method))) }
            _ = try sections.start(home.request("dev", SectionHome.content(method), adopt: true))
            let key = String(line.prefix { $0 != " " }).lowercased()
            #expect(try home.value(key, of: "dev", in: file) == nil)
            #expect(try home.value("region", of: "dev", in: file) == "r")
            #expect(try sections.stopAll().map(\.action) == [.removed])
            #expect(try home.text(file) == "\(header)\nregion = r\n\(line)\n")
        }
    }

    /// A config file whose block has the profile `dev`, for this session.
    static func block(for session: String) throws -> String {
        let plan = try ProfileBlockPlan(
            [.init(name: "dev", sessionID: session)], program: "/opt/leapp", prune: false,
            config: AWSDocument(.config, path: "c", copying: Array("[default]\nregion = x\n".utf8).rawSpan),
            credentials: AWSDocument(.credentials, path: "c", copying: [UInt8]().rawSpan))
        return String(decoding: Array(plan.document.bytes), as: UTF8.self)
    }

    @Test func nothingInTheBlockOfProfilesIsSetAside() throws {
        let request = try SectionHome().request()
        for (session, adopt) in [
            (request.sessionID, false), (request.sessionID, true), ("ff" + request.sessionID.dropFirst(2), true),
        ] {
            let config = try Self.block(for: session)
            let home = try SectionHome(config: config, credentials: "[a]\nx=1\n")
            let sections = try home.sections()
            _ = try sections.start(home.request("dev", .keys(SectionHome.keys()), adopt: adopt))
            #expect(try sections.current().count == 1)
            if session == request.sessionID {
                // The keys end, as tools would read them before the process.
                #expect(try sections.start(home.request("dev", adopt: adopt)) == nil)
                #expect(try sections.current().isEmpty)
                #expect(try home.text(.credentials) == "[a]\nx=1\n")
            } else {
                #expect(throws: SectionError.inBlock(file: home.path(.config), line: 5, section: "profile dev")) {
                    try sections.start(home.request("dev", adopt: adopt))
                }
                #expect(try sections.current().count == 1)
            }
            #expect(try home.text(.config) == config)
        }
    }

    @Test func keysOfTheUserInTheBlockAreNoneToSetAside() throws {
        let config = try Self.block(for: "ff" + String(repeating: "0", count: 30))
            .replacing("[profile dev]", with: "[profile dev]\nrole_arn = r")
        let home = try SectionHome(config: config)
        #expect(throws: SectionError.inBlock(file: home.path(.config), line: 5, section: "profile dev")) {
            try home.sections().start(home.request("dev", .keys(SectionHome.keys()), adopt: true))
        }
        #expect(try home.text(.config) == config && home.text(.credentials) == "")
    }

    @Test func aHarmlessSectionInTheOtherFileIsNoConflict() throws {
        let config = "[profile dev]\nregion = r\noutput = json\n"
        let home = try SectionHome(config: config)
        _ = try home.sections().start(home.request("dev", .keys(SectionHome.keys())))
        #expect(try home.text(.config) == config)
    }

    @Test(arguments: [LedgerEntry.Method.file, .process]) func anAdoptedSectionComesBackByteForByte(method: LedgerEntry.Method)
        throws
    {
        let home = try SectionHome(config: Self.config, credentials: Self.credentials)
        let sections = try home.sections()
        _ = try sections.start(home.request("dev", SectionHome.content(method), region: "other", adopt: true))
        if method == .file {
            #expect(try home.value("aws_access_key_id", of: "dev", in: .credentials) == "ASIA1")
            #expect(try home.value("role_arn", of: "dev", in: .config) == nil)
            #expect(try home.value("output", of: "dev", in: .config) == "json")
        } else {
            #expect(try home.value("credential_process", of: "dev", in: .config)?.contains("/opt/leapp") == true)
            #expect(try home.value("s3", of: "dev", in: .config)?.contains("addressing_style") == true)
            #expect(try home.value("region", of: "dev", in: .config) == "x")
            #expect(try home.value("aws_access_key_id", of: "dev", in: .credentials) == nil)
        }
        #expect(try !home.text(.credentials).contains("AKIAX"))
        let document = AWSDocument(.config, path: "", copying: Array(try home.text(.config).utf8).rawSpan)
        #expect(document.sections(of: .profile("dev")).count == 1)
        if method == .file { _ = try sections.refresh(profile: "dev", keys: SectionHome.keys("2"), expiration: nil) }
        #expect(try home.sections().stop(profile: "dev").map(\.action) == [.removed])
        #expect(try home.text(.config) == Self.config)
        #expect(try home.text(.credentials) == Self.credentials)
    }

    @Test func aRoundOfMethodsAndSessionsEndsWhereItBegan() throws {
        let home = try SectionHome(config: Self.config, credentials: Self.credentials)
        let sections = try home.sections()
        for (index, method) in [LedgerEntry.Method.file, .file, .process, .process, .file].enumerated() {
            _ = try sections.start(home.request("dev", SectionHome.content(method), session: "0\(index)", adopt: true))
            #expect(try sections.current().count == 1)
        }
        _ = try sections.stopAll()
        #expect(try home.text(.config) == Self.config)
        #expect(try home.text(.credentials) == Self.credentials)
    }

    @Test func whatTheUserAddsElsewhereMeanwhileStays() throws {
        let home = try SectionHome(credentials: "[dev]\naws_access_key_id = A\n[b]\ny=1")
        let sections = try home.sections()
        _ = try sections.start(home.request("dev", .keys(SectionHome.keys()), adopt: true))
        home.write("# top\n" + (try home.text(.credentials)) + "\n[c]\nz=1\n", to: .credentials)
        _ = try sections.stopAll()
        #expect(try home.text(.credentials) == "# top\n[dev]\naws_access_key_id = A\n[b]\ny=1\n[c]\nz=1\n")
    }

    @Test func withoutItsPlaceholderASectionStillComesBack() throws {
        let home = try SectionHome(config: Self.config, credentials: Self.credentials)
        let sections = try home.sections()
        _ = try sections.start(home.request("dev", .keys(SectionHome.keys()), adopt: true))
        for file in AWSFile.allCases {
            let lines = try home.text(file).split(separator: "\n", omittingEmptySubsequences: false)
            home.write(lines.filter { !$0.hasPrefix("#") }.joined(separator: "\n"), to: file)
        }
        #expect(try sections.stopAll().map(\.action) == [.removed])
        #expect(try home.value("aws_secret_access_key", of: "dev", in: .credentials) == "s")
        #expect(try home.value("aws_access_key_id", of: "dev", in: .credentials) == "AKIAX")
        #expect(try home.value("role_arn", of: "dev", in: .config) == "arn:aws:iam::001234567890:role/r")
        #expect(try home.value("source_profile", of: "dev", in: .config) == "a")
        #expect(try home.text(.config).contains("  addressing_style = path"))
    }

    @Test func underAnotherVaultsKeyTheBytesAreKeptUntilTheirOwnComes() throws {
        let home = try SectionHome(credentials: Self.credentials)
        _ = try home.sections().start(home.request("dev", .keys(SectionHome.keys()), adopt: true))
        let foreign = try home.sections(key: 1)
        #expect(
            try foreign.stopAll().map(\.action) == [
                .left(.failed(.stillSealed(profile: "dev", file: home.path(.credentials))))
            ])
        #expect(try !home.text(.credentials).contains("ASIA"))
        #expect(try foreign.current().isEmpty)
        let outcomes = try home.sections().heal(files: []) { _ in nil }
        #expect(outcomes.map(\.action) == [.removed])
        #expect(try home.text(.credentials) == Self.credentials)
    }
}
