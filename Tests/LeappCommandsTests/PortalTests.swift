import LeappAgentProtocol
import LeappCrypto
import LeappMerge
import LeappWorkspace
import Synchronization
import Testing

@testable import LeappCommands

@Suite struct PortalTests {
    private func portal(_ name: String, _ number: UInt8 = 0) -> ListedPortal {
        ListedPortal(
            id: String(repeating: "0\(number)", count: 16), name: name, startURL: "https://\(name).awsapps.com/start",
            region: "eu-west-1")
    }

    // MARK: what is typed

    @Test(
        arguments: [
            ("https://acme.awsapps.com/start", "https://acme.awsapps.com/start"),
            ("HTTPS://Acme.awsapps.com/start/#/?tab=accounts", "https://acme.awsapps.com/start"),
            ("http://127.0.0.1:4711/start", "http://127.0.0.1:4711/start"), ("http://acme.awsapps.com/start", nil),
            ("acme.awsapps.com/start", nil), ("javascript:alert(1)", nil), ("https://u:p@acme.awsapps.com/start", nil),
            ("https://acme.awsapps.com/start?x=y", nil), ("https://acme.awsapps.com/sta rt", nil), ("", nil),
        ] as [(String, String?)])
    func aStartURLIsCheckedAndNormalised(typed: String, expected: String?) throws {
        let details = try? PortalDetails(name: "acme", startURL: typed, region: "eu-west-1", allowsPlainHTTP: false)
        #expect(details?.startURL == expected)
    }

    @Test func plainHTTPIsForWhoAsksAWSElsewhere() throws {
        let details = try PortalDetails(
            name: "a", startURL: "http://portal.test/start", region: "us-east-1", allowsPlainHTTP: true)
        #expect(details.startURL == "http://portal.test/start")
    }

    @Test(arguments: ["us-east-1", "eusc-de-east-1", "us-gov-west-1", "ap-southeast-10", "us-iso-east-1"]) func aRegionIsTaken(
        region: String
    ) throws {
        let details = try PortalDetails(name: "a", startURL: "https://a.b/start", region: region, allowsPlainHTTP: false)
        #expect(details.region == region)
    }

    @Test(arguments: [
        "", "us", "us-east", "us-east-", "us-east-1a", "US-EAST-1", "us_east_1", "us--east-1", "eu-west-123", "a.b-c-1",
        "us-east-1\n",
    ])
    func whatIsNoRegionIsNot(region: String) {
        #expect(throws: CommandError.self) {
            try PortalDetails(name: "a", startURL: "https://a.b/start", region: region, allowsPlainHTTP: false)
        }
    }

    @Test(arguments: ["", " a", "a\u{1b}[0m", "https://a.b/start", "-a", String(repeating: "a", count: 65)])
    func whatIsNoNameIsNot(name: String) {
        #expect(throws: CommandError.self) {
            try PortalDetails(name: name, startURL: "https://a.b/start", region: "us-east-1", allowsPlainHTTP: false)
        }
    }

    // MARK: which portal

    @Test func theOnlyPortalNeedsNoName() throws {
        #expect(try PortalChoice(portals: [portal("acme")]).one(nil).name == "acme")
        #expect(try PortalChoice(portals: [portal("acme")]).several([], all: false).count == 1)
    }

    @Test func aPortalIsNamedByNameIdOrAddress() throws {
        let choice = PortalChoice(portals: [portal("acme", 1), portal("other", 2)])
        for name in ["other", "02020202020202020202020202020202", "https://OTHER.awsapps.com/start/#/"] {
            #expect(try choice.one(name).name == "other")
        }
        #expect(try choice.several(["acme", "other", "acme"], all: false).map(\.name) == ["acme", "other"])
        #expect(try choice.several([], all: true).count == 2)
    }

    @Test(arguments: [[], ["acme", "other"], ["acme", "acme"]]) func whatIsNotClearIsExitCode2(names: [String]) {
        let choice = PortalChoice(portals: names.enumerated().map { portal($0.element, UInt8($0.offset)) })
        for name in [nil, "third"] + (names.first == names.last ? ["acme"] : []) {
            let error = #expect(throws: CommandError.self) { try choice.one(name) }
            #expect(error?.exitCode == .notFound)
            for known in names { #expect(error?.words.contains("\(known) (https://\(known).awsapps.com/start)") == true) }
        }
    }

    // MARK: what goes

    @Test func aRemovalNamesTheRolesAndWhatStartsFromThem() throws {
        func session(_ number: UInt8, _ kind: RecordKind, portal: String? = nil, parent: UInt8? = nil) throws -> SessionSummary {
            func id(_ number: UInt8) throws -> RecordID { try #require(RecordID(bytes: [UInt8](repeating: number, count: 16))) }
            var summary = SessionSummary(id: try id(number), name: "s\(number)", kind: kind)
            (summary.portal, summary.parent) = (portal, try parent.map(id))
            return summary
        }
        let removal = PortalRemoval(
            of: portal("acme"),
            among: [
                try session(1, .ssoRole, portal: "https://acme.awsapps.com/start/"),
                try session(2, .ssoRole, portal: "https://b.awsapps.com/start"),
                try session(3, .assumedRole, parent: 1), try session(4, .assumedRole, parent: 3),
                try session(5, .assumedRole, parent: 2),
            ])
        #expect(removal.roles.map(\.name) == ["s1"])
        #expect(removal.orphans.map(\.name) == ["s3", "s4"])
        #expect(try removal.ids().map { $0[0] } == [0, 1])
        #expect(removal.question.contains("its 1 role would be deleted from the vault; 2 sessions that start from them"))
    }
}
