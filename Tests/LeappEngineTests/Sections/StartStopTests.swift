import LeappAWSConfig
import LeappBytes
import LeappCrypto
import LeappEngine
import LeappFiles
import LeappFilesTesting
import LeappState
import Testing

@Suite struct StartStopTests {
    static let methods: [LedgerEntry.Method] = [.file, .process]
    static let documents = [
        "", "\n", "[a]\nregion = eu-west-1\n", "[a]\nregion = eu-west-1", "[a]\r\nregion = eu-west-1\r\n", "[a]\r\nx = 1",
        "# only a comment", "; comment\n\n\n[a]\n\n# end\n\n", "region = before any section\n[a]\nx=1\n",
        "[a]\ns3 =\n  max_concurrent_requests = 20\n  addressing_style = path\n[a]\nx = 2\n# between\n[b",
        "not ini at all \u{7f} é\n[",
        "[profile a]\noutput=json\n\n[sso-session s]\nsso_region = x\n[services q]\n", "\u{feff}[a]\nx = 1\n", "[a]\nx = 1\r",
        "[a]\nrole_arn = arn:aws:iam::001234567890:role/x\nsource_profile = b ; note\n  continued\n",
    ]

    @Test(arguments: documents, methods) func startThenStopIsTheIdentity(document: String, method: LedgerEntry.Method) throws {
        let home = try SectionHome(config: document, credentials: document)
        let sections = try home.sections()
        let entry = try #require(try sections.start(home.request("dev", SectionHome.content(method), region: "eu-north-1")))
        #expect(try home.text(entry.key.file == home.path(.config) ? .config : .credentials) != document)
        #expect(try sections.current().map(\.profile) == ["dev"])
        #expect(try sections.stop(profile: "dev").map(\.action) == [.removed])
        #expect(try home.text(.config) == document)
        #expect(try home.text(.credentials) == document)
        #expect(try sections.current().isEmpty)
    }

    /// Random documents of lines that matter to a parser, ended in every way.
    @Test(arguments: 0..<60) func startThenStopIsTheIdentityOnAnyDocument(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let home = try SectionHome()
        let originals = AWSFile.allCases.map { ($0, random.document()) }
        for (file, text) in originals { home.write(text, to: file) }
        let sections = try home.sections()
        var started: [String] = []
        for profile in ["dev", "default", "a", "b"] {
            let content = SectionHome.content(random.next() % 2 == 0 ? .file : .process)
            _ = try sections.start(home.request(profile, content, region: random.next() % 2 == 0 ? "x" : nil, adopt: true))
            started.insert(profile, at: Int(random.next() % UInt64(started.count + 1)))
        }
        for profile in started { #expect(try sections.stop(profile: profile).allSatisfy { $0.left == nil }) }
        for (file, text) in originals {
            let now = try home.text(file)
            #expect(now == text)
        }
        #expect(try sections.current().isEmpty)
    }

    @Test func keysAreWrittenAsEveryToolReadsThem() throws {
        let home = try SectionHome(credentials: "[a]\nx = 1\n")
        _ = try home.sections().start(home.request("dev", .keys(SectionHome.keys()), region: "eu-north-1"))
        #expect(
            try home.text(.credentials) == """
                [a]
                x = 1
                [dev]
                # leapp: managed
                aws_access_key_id = ASIA1
                aws_secret_access_key = secret1+/=
                aws_session_token = token1==
                region = eu-north-1

                """)
        #expect(try home.text(.config) == "")
        #expect(try home.folder.mode(of: ".aws/credentials") == 0o600)
    }

    @Test(arguments: ["dev", "default"]) func aProcessLineGoesToTheConfigurationFile(profile: String) throws {
        let home = try SectionHome()
        _ = try home.sections().start(home.request(profile))
        #expect(
            try home.text(.config) == """
                [\(profile == "default" ? profile : "profile dev")]
                # leapp: managed
                credential_process = "/opt/leapp" credential-process 00112233445566778899aabbccddeeff

                """)
        #expect(try home.text(.credentials) == "")
    }

    @Test func aMissingFolderIsMadePrivate() throws {
        let home = try SectionHome()
        var request = home.request("dev", .keys(SectionHome.keys()))
        request.credentialsFile = home.folder("new/folder/credentials")
        request.configFile = home.folder("other/config")
        _ = try home.sections().start(request)
        #expect(try home.folder.mode(of: "new") == 0o700)
        #expect(try home.folder.mode(of: "new/folder/credentials") == 0o600)
        #expect(try home.sections().stopAll().map(\.action) == [.removed])
    }

    @Test func modesAreKeptButCredentialsAreClosedToOthers() throws {
        let home = try SectionHome()
        home.write("[a]\n", to: .credentials, mode: 0o664)
        home.write("[a]\n", to: .config, mode: 0o664)
        let sections = try home.sections()
        _ = try sections.start(home.request("x", .keys(SectionHome.keys())))
        _ = try sections.start(home.request("y"))
        #expect(try home.folder.mode(of: ".aws/credentials") == 0o600)
        #expect(try home.folder.mode(of: ".aws/config") == 0o664)
    }

    @Test func behindALinkTheRealFileIsWritten() throws {
        let home = try SectionHome()
        home.folder.write(Array("[a]\n".utf8), to: "real")
        home.folder.link(".aws/credentials", to: "../real")
        let sections = try home.sections()
        let entry = try #require(try sections.start(home.request("dev", .keys(SectionHome.keys()))))
        #expect(entry.key.file == home.folder("real"))
        #expect(try POSIXFileSystem().metadata(at: home.path(.credentials), followingLinks: false)?.kind == .symbolicLink)
        var direct = home.request("other", .keys(SectionHome.keys("2")))
        direct.credentialsFile = home.folder("real")
        _ = try sections.start(direct)
        #expect(try sections.stopAll().count == 2)
        #expect(try home.text(.credentials) == "[a]\n")
    }

    @Test func anotherSessionTakesTheProfileOver() throws {
        let home = try SectionHome(credentials: "[a]\n")
        let sections = try home.sections()
        _ = try sections.start(home.request("dev", .keys(SectionHome.keys("1"))))
        _ = try sections.start(home.request("dev", .keys(SectionHome.keys("2")), session: "ff", region: "r"))
        #expect(try home.value("region", of: "dev", in: .credentials) == "r")
        _ = try sections.start(home.request("dev", .keys(SectionHome.keys("2")), session: "ff"))
        #expect(try home.value("region", of: "dev", in: .credentials) == nil)
        #expect(try sections.current().map(\.sessionID) == ["ff"])
        #expect(try home.value("aws_access_key_id", of: "dev", in: .credentials) == "ASIA2")
        #expect(try sections.stop(sessionID: "00").isEmpty)
        #expect(try sections.stop(sessionID: "ff").map(\.action) == [.removed])
        #expect(try home.text(.credentials) == "[a]\n")
    }

    @Test func aProfileIsStartedInOneWayOnly() throws {
        let home = try SectionHome(config: "[profile a]\n", credentials: "[a]\n")
        let sections = try home.sections()
        for method in Self.methods + Self.methods {
            _ = try sections.start(home.request("dev", SectionHome.content(method)))
            #expect(try sections.current().map(\.method) == [method])
            #expect(try home.text(.credentials).contains("[dev]") == (method == .file))
            #expect(try home.text(.config).contains("[profile dev]") == (method == .process))
        }
        _ = try sections.stopAll()
        #expect(try home.text(.config) == "[profile a]\n")
        #expect(try home.text(.credentials) == "[a]\n")
    }

    @Test func freshKeysReplaceTheOldOnesAndNothingElse() throws {
        let home = try SectionHome(credentials: "[a]\nx=1\n")
        let sections = try home.sections()
        _ = try sections.start(home.request("dev", .keys(SectionHome.keys("1")), region: "r", expiration: 5))
        let before = try home.text(.credentials)
        let outcomes = try sections.refresh(profile: "dev", keys: SectionHome.keys("2"), expiration: 9)
        #expect(outcomes.map(\.action) == [.written])
        #expect(
            try home.text(.credentials)
                == before.replacing("ASIA1", with: "ASIA2").replacing("secret1", with: "secret2").replacing(
                    "token1", with: "token2"))
        #expect(try sections.current().map(\.expiration) == [9])
        #expect(try sections.refresh(profile: "none", keys: SectionHome.keys(), expiration: nil).isEmpty)
        _ = try sections.stopAll()
        #expect(try home.text(.credentials) == "[a]\nx=1\n")
    }

    @Test func whatHasExpiredIsRemoved() throws {
        let home = try SectionHome()
        let sections = try home.sections()
        for (profile, expiration) in [("a", 10), ("b", 11), ("c", nil)] as [(String, Int64?)] {
            _ = try sections.start(home.request(profile, .keys(SectionHome.keys()), expiration: expiration))
        }
        #expect(try sections.removeExpired(now: 9).isEmpty)
        #expect(try sections.removeExpired(now: 10).map(\.profile) == ["a"])
        #expect(try sections.current().map(\.profile) == ["b", "c"])
    }

    @Test(arguments: ["", "a b", "a]b", "a\nb", "DEFAULT"]) func aNameThatToolsReadDifferentlyIsRefused(name: String) throws {
        let home = try SectionHome(credentials: "[a]\n")
        #expect(throws: SectionError.unwritable(.unwritableName(name))) { try home.sections().start(home.request(name)) }
        #expect(try home.text(.credentials) == "[a]\n")
    }
}

/// A small seeded generator, so that a failing document can be made again.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }

    mutating func document() -> String {
        let lines = [
            "[a]", "[b]", "[profile a]", "[profile b]", "[default]", "[profile default]", "[ profile a ]", "[sso-session a]",
            "[dev]",
            "[profile dev]", "region = eu-west-1", "region=us-east-1 # here", "aws_access_key_id = AKIAIOSFODNN7EXAMPLE",
            "aws_secret_access_key = x/y+z", "role_arn = arn:aws:iam::001234567890:role/r", "source_profile = b", "s3 =",
            "  addressing_style = path", "\tindented", "# comment", "; other", " # indented comment", "", "   ", "key : value",
            "credential_process = /bin/false", "sso_session = a", "[broken", "output = json", "é = ü",
        ]
        let newline = next() % 3 == 0 ? "\r\n" : "\n"
        var text = ""
        for _ in 0..<(next() % 25) {
            text += lines[Int(next() % UInt64(lines.count))] + (next() % 17 == 0 ? "\n" : newline)
        }
        if next() % 2 == 0 { text += lines[Int(next() % UInt64(lines.count))] }
        return text
    }
}
