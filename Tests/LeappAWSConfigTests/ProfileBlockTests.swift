import LeappAWSConfig
import LeappBytes
import LeappCrypto
import Testing

/// The marked block of `leapp profile write`.
@Suite struct ProfileBlockTests {
    static let first = "00112233445566778899aabbccddeeff", second = "ffeeddccbbaa99887766554433221100"

    static func wanted(_ name: String, _ id: String = first, region: String? = nil, output: String? = nil)
        -> ProfileBlockPlan.Wanted
    {
        ProfileBlockPlan.Wanted(name: name, sessionID: id, region: region, output: output)
    }

    static func plan(
        _ wanted: [ProfileBlockPlan.Wanted], prune: Bool = false, replace: Bool = false,
        program: String = "/opt/my tools/leapp", _ config: AWSDocument, credentials: String = ""
    ) throws -> ProfileBlockPlan {
        try ProfileBlockPlan(
            wanted, program: program, prune: prune, replace: replace, config: config,
            credentials: AWSDocument(.credentials, credentials))
    }

    static func reasons(_ plan: ProfileBlockPlan) -> [String: ProfileBlockPlan.Reason] {
        Dictionary(plan.skipped.map { ($0.profile.name, $0.reason) }, uniquingKeysWith: { first, _ in first })
    }

    static func fault(_ text: String) -> ProfileBlockFault? {
        do {
            _ = try plan([wanted("x")], AWSDocument(.config, text))
            return nil
        } catch let fault as ProfileBlockFault {
            return fault
        } catch {
            return nil
        }
    }

    @Test func aBlockHoldsWhatWasWanted() throws {
        let plan = try Self.plan(
            [Self.wanted("b", Self.second), Self.wanted("a", region: "eu-west-1", output: "json")],
            AWSDocument(.config, "[profile mine]\nregion = us-east-1\n"))
        #expect(plan.added == ["a", "b"])
        let block = try ProfileBlock(in: plan.document)
        #expect(block.entries.map(\.name) == ["a", "b"])
        #expect(block.entries.map(\.process.sessionID) == [Self.first, Self.second])
        #expect(block.entries.first?.region == "eu-west-1" && block.entries.first?.output == "json")
        #expect(plan.document.warnings.isEmpty)
        #expect(plan.document.text.hasPrefix("[profile mine]\nregion = us-east-1\n# leapp: profiles begin "))
    }

    @Test(arguments: 0..<300) func writingTwiceIsWritingOnceAndTakingAllOutIsTheFileAsItWas(seed: UInt64) throws {
        var generator = ConfigGenerator(.config, seed: seed, oddity: seed.isMultiple(of: 2) ? 0 : 20)
        let bytes = generator.generate()
        let document = AWSDocument(.config, path: "f", copying: bytes.rawSpan)
        let wanted = [Self.wanted("brand-new"), Self.wanted("brand-new-too", Self.second, region: "eu-west-1")]
        let once = try Self.plan(wanted, document)
        #expect(once.added.count == 2 && once.skipped.isEmpty)
        let again = try Self.plan(wanted, once.document)
        #expect(!again.isChange && again.unchanged == 2)
        #expect(Array(again.document.bytes) == Array(once.document.bytes))
        for section in document.sections.indices {
            #expect(
                Array(once.document.bytes(ofSection: section).bytes).starts(with: Array(document.bytes(ofSection: section).bytes))
            )
        }
        let none = try Self.plan([], prune: true, once.document)
        #expect(none.removed.count == 2)
        #expect(Array(none.document.bytes) == bytes)
        #expect(Array(ProfileBlock.removed(from: once.document).bytes) == bytes)
    }

    @Test(arguments: ["", "[default]\nregion = eu-west-1", "[default]\r\nregion = eu-west-1\r\n", "# only a comment", "\n\n"])
    func lineEndingsStayAndAMissingLastOneComesBackWithoutTheBlock(text: String) throws {
        let document = AWSDocument(.config, text)
        let written = try Self.plan([Self.wanted("x")], document).document
        #expect(written.text.hasPrefix(text))
        #expect(written.text.utf8.last == 0x0a)
        #expect(written.text.contains("\r\n") == text.contains("\r\n"))
        if text.contains("\r\n") { #expect(!written.text.replacing("\r\n", with: "").contains("\n")) }
        #expect(try Self.plan([], prune: true, written).document.text == text)
    }

    @Test(arguments: ["[default]\nregion = eu-west-1", "[default]\r\nregion = eu-west-1", "# only a comment", "\u{feff}"])
    func aLineThatIsAppendedDoesNotRunIntoTheMark(text: String) throws {
        let written = try Self.plan([Self.wanted("x")], AWSDocument(.config, text)).document
        let late = AWSDocument(.config, written.text + "[profile late]\nregion = eu-west-1\n")
        #expect(late.sections(of: .profile("late")).count == 1)
        #expect(try !Self.plan([Self.wanted("x")], late).isChange)
        let none = try Self.plan([], prune: true, late).document
        let newline = text.contains("\r\n") ? "\r\n" : "\n"
        #expect(none.text == text + newline + "[profile late]\nregion = eu-west-1\n")
    }

    @Test func aBlockWithoutItsLastLineFeedIsMended() throws {
        let own = "[profile mine]\nregion = a"
        let written = try Self.plan([Self.wanted("x")], AWSDocument(.config, own + "\n")).document.text
        let mended = try Self.plan([Self.wanted("x")], AWSDocument(.config, String(written.dropLast())))
        #expect(mended.isChange && mended.unchanged == 1)
        #expect(try !Self.plan([Self.wanted("x")], mended.document).isChange)
        #expect(mended.document.text.hasSuffix("\n"))
        #expect(ProfileBlock.removed(from: mended.document).text == own)
    }

    @Test func withoutPruneAnEarlierProfileStays() throws {
        let before = try Self.plan([Self.wanted("a"), Self.wanted("b", Self.second)], AWSDocument(.config, "")).document
        let kept = try Self.plan([Self.wanted("b", Self.second, region: "eu-west-1")], before)
        #expect(kept.changed == ["b"] && kept.removed == [] && kept.unchanged == 1)
        let pruned = try Self.plan([Self.wanted("b", Self.second)], prune: true, before)
        #expect(pruned.removed == ["a"] && pruned.unchanged == 1)
        #expect(try ProfileBlock(in: pruned.document).entries.map(\.name) == ["b"])
    }

    @Test(
        arguments: [
            ("[profile x]\n", ""), ("[profile\tx]\nregion = a\n", ""), ("[profile \"x\"]\n", ""), ("[ profile x ]\n", ""),
            ("", "[x]\naws_access_key_id = AKIA\n"), ("[profilex x]\n", ""),
        ])
    func aNameThatTheUserHasIsLeftAlone(config: String, credentials: String) throws {
        let plan = try Self.plan([Self.wanted("x"), Self.wanted("y")], AWSDocument(.config, config), credentials: credentials)
        #expect(plan.added == ["y"])
        #expect(Self.reasons(plan) == ["x": .taken(config.isEmpty ? .credentials : .config, line: 1)])
    }

    @Test func aProfileThatTheUserTookSinceGoesFromTheBlock() throws {
        let block = try Self.plan([Self.wanted("x"), Self.wanted("y")], AWSDocument(.config, "")).document
        let plan = try Self.plan([Self.wanted("y")], AWSDocument(.config, block.text + "[profile x]\nregion = eu-west-1\n"))
        #expect(plan.removed == ["x"])
        #expect(plan.document.sections(of: .profile("x")).count == 1)
    }

    @Test func whatAsksLeappAlreadyIsPresentAndWhatIsStartedSaysSo() throws {
        let line = try CredentialProcess(program: "/bin/leapp", sessionID: Self.first).command()
        let config = AWSDocument(
            .config,
            "[profile x]\ncredential_process = \(line)\n[profile y]\n# leapp: managed\ncredential_process = \(line)\n")
        let plan = try Self.plan([Self.wanted("x"), Self.wanted("y"), Self.wanted("x", Self.second)], config)
        #expect(plan.skipped.map(\.reason) == [.present(.config, line: 1), .started(.config, line: 3), .taken(.config, line: 1)])
        let started = "[z]\n# leapp: managed\naws_access_key_id = ASIA\n"
        #expect(try Self.plan([Self.wanted("z")], AWSDocument(.config, ""), credentials: started).added == ["z"])
    }

    @Test func twoOfANameAndWhatNotAllToolsReadAreNotWritten() throws {
        let wanted = [
            Self.wanted("x"), Self.wanted("x", Self.second), Self.wanted("a b"), Self.wanted("dev~2"),
            Self.wanted("r", region: "eu-west-1 # mine"), Self.wanted("DEFAULT"),
        ]
        let plan = try Self.plan(wanted, AWSDocument(.config, ""))
        #expect(plan.added == ["x"])
        #expect(plan.skipped.map(\.reason) == [.repeated, .unwritable, .unwritable, .unwritable, .unwritable])
    }

    @Test func damageIsNoticed() throws {
        let text = try Self.plan([Self.wanted("x")], AWSDocument(.config, "[default]\n")).document.text
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        func joined(_ lines: [String]) -> String { lines.joined(separator: "\n") }
        #expect(Self.fault(text) == nil)
        #expect(Self.fault(joined(lines.filter { $0 != "# leapp: profiles end" })) == .damagedMark(line: 2))
        #expect(Self.fault(joined(lines.filter { !$0.hasPrefix("# leapp: profiles begin") })) == .damagedMark(line: 5))
        #expect(Self.fault(text + text.dropFirst("[default]\n".count)) == .damagedMark(line: 2))
        #expect(Self.fault(text.replacing("profiles end", with: "profiles end of it")) == .damagedMark(line: 6))
        #expect(Self.fault(text.replacing("# leapp: profiles end", with: " # leapp: profiles end")) == .damagedMark(line: 6))
        let added = text.replacing("[profile x]", with: "[profile x]\nregion = here")
        #expect(Self.fault(added) == .foreign([.init(number: 5, key: "region")]))
        #expect(Self.fault(text.replacing("begin ", with: "begin 0")) == nil)
        #expect(Self.fault(text + "output = json\n") == .foreign([.init(number: 7, key: "output")]))
        #expect(Self.fault(text + "# a comment\n\n[profile mine]\noutput = json\n") == nil)
        #expect(Self.fault(text.replacing("\n", with: "\r\n")) == nil)
    }

    /// A block of two profiles, and what others may write into it.
    static func changed(_ change: (String) -> String) throws -> AWSDocument {
        let wanted = [wanted("x"), Self.wanted("y", second, region: "eu-west-1")]
        return AWSDocument(.config, change(try plan(wanted, AWSDocument(.config, "[default]\nregion = a")).document.text))
    }

    @Test func whatOthersWroteIntoTheBlockIsNamedByItsKeyAndNeverByItsValue() throws {
        let document = try Self.changed {
            $0.replacing(
                "region = eu-west-1",
                with: "region = mars\nmax_attempts = 3\ns3 =\n  a=b\n# mine\nA B = c\n[profile mine]\nregion = b")
                + "aws_secret_access_key = hidden\n# behind\n"
        }
        let wanted = [Self.wanted("x"), Self.wanted("y", Self.second, region: "eu-west-1")]
        let fault = #expect(throws: ProfileBlockFault.self) { try Self.plan(wanted, document) }
        let keys: [String?] = ["region", "max_attempts", "s3", nil, nil, nil, nil, "region", "aws_secret_access_key"]
        #expect(fault == .foreign(zip([10, 11, 12, 13, 14, 15, 16, 17, 19], keys).map { .init(number: $0, key: $1) }))
        let replaced = try Self.plan(wanted, replace: true, document)
        #expect(replaced.isChange && replaced.changed == ["y"])
        let own = "[default]\nregion = a\n"
        #expect(replaced.document.text == (try Self.changed { $0 + "# behind\n" }.text))
        #expect(try Self.plan([], prune: true, replace: true, document).document.text == own + "# behind\n")
    }

    @Test func whatIsNotLostIsNoReasonToAsk() throws {
        let wanted = [Self.wanted("x"), Self.wanted("y", Self.second, region: "eu-west-1", output: "json")]
        let added = try Self.changed { $0 + "output = json" }
        let plan = try Self.plan(wanted, added)
        #expect(plan.isChange && !plan.document.text.hasSuffix("output = json"))
        #expect(try !Self.plan(wanted, plan.document).isChange)
        #expect(ProfileBlock.removed(from: plan.document).text == "[default]\nregion = a")
        let emptied = try Self.changed { $0.replacing("region = eu-west-1\n", with: "\n") }
        #expect(try Self.plan(wanted, emptied).changed == ["y"])
        // A profile that goes takes with it what leapp wrote, and nothing else.
        #expect(try Self.plan([Self.wanted("x")], prune: true, emptied).removed == ["y"])
        #expect(throws: ProfileBlockFault.foreign([.init(number: 12, key: "output")])) {
            try Self.plan([Self.wanted("x")], prune: true, added)
        }
    }

    @Test func aProfileThatOthersChangedAndThatIsNotChosenStaysAsItIs() throws {
        let document = try Self.changed { $0.replacing("region = eu-west-1", with: "region = eu-west-1\noutput = json") }
        let plan = try Self.plan([Self.wanted("x")], document)
        #expect(try ProfileBlock(in: plan.document).entries.last?.output == "json")
        #expect(try !Self.plan([Self.wanted("x")], plan.document).isChange)
    }

    @Test func theImportLeavesTheBlockOut() throws {
        let block = try Self.plan([Self.wanted("x")], AWSDocument(.config, "[profile mine]\nregion = a\n")).document
        let credentials = AWSDocument(.credentials, "")
        #expect(ProfileSet(config: block, credentials: credentials).profiles.map(\.name) == ["mine", "x"])
        #expect(ProfileSet(config: block, credentials: credentials, ignoringManaged: true).profiles.map(\.name) == ["mine"])
    }

    @Test(.enabled(if: Project.python != nil, "needs a Python with botocore"))
    func botocoreReadsTheBlockAsTheSDKsDo() throws {
        let python = try #require(Project.python)
        let names = ["x", "default", "a.b/c@d:e%f+g", "z-1_"]
        let wanted = names.map { Self.wanted($0, region: "eu-west-1", output: $0 == "x" ? "json" : nil) }
        var cases: [BotocoreTests.Case] = []
        for program in ["/usr/bin/leapp", "/opt/a 'b\" #c/$leapp`/leapp"] {
            for text in ["", "[profile mine]\r\nregion = us-east-1\r\n", "[profile mine]\ns3 =\n  max = 3"] {
                let document = try Self.plan(wanted, program: program, AWSDocument(.config, text)).document
                cases.append(BotocoreTests.Case(file: .config, seed: 0, bytes: Array(document.bytes)))
            }
        }
        let theirs = try BotocoreTests.botocore(cases, python: python)
        try #require(theirs.count == cases.count)
        for (test, read) in zip(cases, theirs) {
            let document = AWSDocument(.config, path: "f", copying: test.bytes.rawSpan)
            let ours = ProfileSet(config: document, credentials: AWSDocument(.credentials, "")).profiles.read
            #expect(read?["profiles"] == ours)
            #expect(Set(names).isSubset(of: ours.keys))
        }
    }
}
