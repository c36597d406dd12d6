import LeappBytes
import LeappMerge
import Testing

@testable import LeappWorkspace

/// Which sessions a filter chooses.
@Suite struct SessionFilterTests {
    static func index() throws -> SessionIndex {
        func summary(_ number: UInt8, _ name: String, _ kind: RecordKind, _ change: (inout SessionSummary) -> Void) throws
            -> SessionSummary
        {
            var summary = SessionSummary(
                id: try #require(RecordID(hex: [UInt8](repeating: number, count: 16).hex)), name: name, kind: kind)
            change(&summary)
            return summary
        }
        return SessionIndex(
            [
                try summary(1, "prod", .ssoRole) {
                    ($0.accountID, $0.accountName, $0.roleName) = ("111111111111", "Corp Production", "Admin")
                    $0.portal = "https://Corp.awsapps.com/start#/"
                    $0.tags = [TextPair("env", "prod"), TextPair("team", "core")]
                },
                try summary(2, "dev", .ssoRole) {
                    ($0.accountID, $0.roleName) = ("222222222222", "ReadOnly")
                    $0.portal = "https://other.awsapps.com/start"
                    $0.tags = [TextPair("env", "dev")]
                },
                try summary(3, "alice", .iamUser) { $0.accountID = "111122223333" },
            ],
            portalNames: ["https://corp.awsapps.com/start": "corp", "https://other.awsapps.com/start": ""])
    }

    @Test(
        arguments: [
            (SessionFilter(), ["alice", "dev", "prod"]), (SessionFilter(account: "1111*"), ["alice", "prod"]),
            (SessionFilter(account: "corp prod*"), ["prod"]), (SessionFilter(account: "1111"), []),
            (SessionFilter(role: "readonly"), ["dev"]), (SessionFilter(role: "*"), ["dev", "prod"]),
            (SessionFilter(portal: "corp"), ["prod"]), (SessionFilter(portal: "https://CORP.awsapps.com/start/"), ["prod"]),
            (SessionFilter(portal: "*other*"), ["dev"]), (SessionFilter(portal: ""), []),
            (SessionFilter(kind: .iamUser), ["alice"]), (SessionFilter(tags: ["env"]), ["dev", "prod"]),
            (SessionFilter(tags: ["env=prod", "team"]), ["prod"]), (SessionFilter(tags: ["env=p?od"]), ["prod"]),
            (SessionFilter(tags: ["env=x", "team"]), []), (SessionFilter(text: "ADMIN corp"), ["prod"]),
            (SessionFilter(text: "1111", role: "Admin", kind: .ssoRole, tags: ["env"]), ["prod"]),
        ])
    func aFilterChooses(filter: SessionFilter, names: [String]) throws {
        #expect(try Self.index().sessions(matching: filter).map(\.name) == names)
    }
}
