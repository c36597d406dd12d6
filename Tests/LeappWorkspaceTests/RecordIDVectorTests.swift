import Foundation
import LeappBytes
import LeappMerge
import LeappWorkspace
import Testing

/// fixtures/records/ids.json (spec/records.md, "Vectors"): what a record is, and the id that it has.
@Suite struct RecordIDVectorTests {
    /// A member of an identity as it was found: texts as they are, bytes in hexadecimal.
    private enum Member: Codable, Equatable {
        case text(String)
        case number(Int64)

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let number = try? value.decode(Int64.self) {
                self = .number(number)
            } else {
                self = .text(try value.decode(String.self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var value = encoder.singleValueContainer()
            switch self {
            case .text(let text): try value.encode(text)
            case .number(let number): try value.encode(number)
            }
        }
    }

    private struct Vector: Codable, Equatable {
        let name: String
        let vaultId: String
        let kind: String
        /// Nil where the identity is given as it is encoded.
        let members: [String: Member]?
        let identity: String
        let id: String
    }

    private static let file = URL(filePath: #filePath).appending(path: "../../../fixtures/records/ids.json").standardized

    /// With LEAPP_WRITE_FIXTURES set the file is written instead; what the change is then shows in the diff.
    @Test func theFileIsWhatTheIdentitiesMake() throws {
        let vectors = try Self.found() + Self.encoded()
        #expect(Set(vectors.map(\.name)).count == vectors.count)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        if ProcessInfo.processInfo.environment["LEAPP_WRITE_FIXTURES"] != nil {
            try FileManager.default.createDirectory(at: Self.file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try (encoder.encode(vectors) + Data("\n".utf8)).write(to: Self.file)
        }
        let stored = try JSONDecoder().decode([Vector].self, from: Data(contentsOf: Self.file))
        #expect(stored == vectors)
    }

    /// Every kind whose id is derived, and that this program makes, is among them.
    @Test func everyKindIsThere() throws {
        let stored = try JSONDecoder().decode([Vector].self, from: Data(contentsOf: Self.file))
        let reserved: Set<RecordKind> = [.account, .samlRole, .idp]
        for kind in RecordKind.allCases where kind.hasDerivedID && !reserved.contains(kind) {
            #expect(stored.contains { $0.kind == kind.rawValue && $0.members != nil }, "\(kind)")
        }
    }

    private static let vault = "2f96517d2ddac426124f2f99a1352314"
    private static let otherVault = "00000000000000000000000000000001"
    private static let parent = "000102030405060708090a0b0c0d0e0f"

    private static func found() throws -> [Vector] {
        var vectors: [Vector] = []
        func add(_ name: String, _ kind: RecordKind, _ members: [String: Member], in vault: String = vault) throws {
            let identity = try record(kind, members).identity
            let id = try RecordID.derived(vaultID: #require([UInt8](hex: vault)), kind: kind, identity: identity)
            vectors.append(
                Vector(name: name, vaultId: vault, kind: kind.rawValue, members: members, identity: identity.hex, id: id.hex))
        }
        for (name, url) in startURLs { try add(name, .portal, ["startURL": .text(url)]) }
        try add(
            "a portal in another vault", .portal, ["startURL": .text("https://d-1234567890.awsapps.com/start")], in: otherVault)
        let role: [String: Member] = ["accountID": .text("001234567890"), "roleName": .text("Admin")]
        func ssoRole(_ url: String) -> [String: Member] { role.merging(["startURL": .text(url)]) { $1 } }
        try add("a role behind a portal", .ssoRole, ssoRole("https://d-1234567890.awsapps.com/start"))
        try add(
            "a role behind a portal that is written otherwise", .ssoRole, ssoRole("HTTPS://D-1234567890.AWSApps.com/start/#/"))
        try add(
            "a role whose name has another case", .ssoRole,
            ssoRole("https://d-1234567890.awsapps.com/start").merging(["roleName": .text("admin")]) { $1 })
        try add("a user with account and name", .iamUser, ["accountID": .text("001234567890"), "userName": .text("ann")])
        try add("a user of whom only the key is known", .iamUser, ["accessKeyID": .text("AKIAIOSFODNN7EXAMPLE")])
        for (partition, arn) in roleARNs {
            try add("an assumed role of \(partition)", .assumedRole, ["roleARN": .text(arn), "parent": .text(parent)])
        }
        try add(
            "an assumed role with an external id", .assumedRole,
            ["roleARN": .text(roleARNs[0].1), "parent": .text(parent), "externalID": .text("partner-7")])
        try add(
            "an assumed role with an empty external id", .assumedRole,
            ["roleARN": .text(roleARNs[0].1), "parent": .text(parent), "externalID": .text("")])
        try add(
            "a web identity role", .webIdentityRole,
            ["roleARN": .text(roleARNs[0].1), "tokenFile": .text("/var/run/secrets/token")])
        for (name, profile) in profiles { try add(name, .profile, ["name": .text(profile)]) }
        for chunk: Int64 in [0, 23, 24, 256] {
            try add(
                "part \(chunk) of a file", .original,
                ["device": .text(parent), "path": .text("/home/ann/.aws/credentials"), "chunk": .number(chunk)])
        }
        try add("a setting with a profile's name", .setting, ["name": .text("default")])
        return vectors
    }

    private static let startURLs: [(String, String)] = [
        ("a portal", "https://d-1234567890.awsapps.com/start"),
        ("a portal with slashes at the end", "https://d-1234567890.awsapps.com/start//"),
        ("a portal with a fragment", "https://d-1234567890.awsapps.com/start#/"),
        ("a portal with a slash before the fragment", "https://d-1234567890.awsapps.com/start/#/saml/x#y"),
        ("a portal with scheme and host in upper case", "HTTPS://D-1234567890.AWSAPPS.COM/start"),
        ("a portal whose path has upper case", "https://d-1234567890.awsapps.com/Start"),
        ("a portal with a port", "https://Portal.Example.com:8443/start"),
        ("a portal with the port that is implied", "https://d-1234567890.awsapps.com:443/start"),
        ("a portal with a query", "https://d-1234567890.awsapps.com/start?Tab=A/"),
        ("a portal without a path", "https://D-1234567890.awsapps.com"),
        ("a portal with the shortest path", "https://D-1234567890.awsapps.com/"),
        ("a portal with a path of slashes", "https://D-1234567890.awsapps.com////"),
        ("a portal with a query and no path", "https://D-1234567890.awsapps.com?Tab=A"),
        ("a portal without a scheme: its first part of a path is before the third slash", "D-1.Example.com/Start/Here/Now"),
        ("a portal without slashes", "D-1234567890"),
        ("a portal that is a fragment", "#Start"),
        ("a portal of slashes", "///"),
        ("a portal with letters beyond ASCII", "https://PORT\u{c4}L.\u{212a}.example/\u{c4}"),
        ("a portal that looks like it, composed otherwise", "https://PORTA\u{308}L.\u{212a}.example/A\u{308}"),
        ("a portal of the newer kind of address", "https://ssoins-1234567890abcdef.portal.eu-west-1.app.aws"),
        ("a portal in China", "https://start.home.awsapps.cn/directory/D-1234567890"),
        ("a portal in GovCloud", "https://start.us-gov-home.awsapps.com/directory/d-1234567890"),
    ]

    private static let roleARNs = [
        ("aws", "arn:aws:iam::001234567890:role/team/Deploy"), ("aws-cn", "arn:aws-cn:iam::001234567890:role/Deploy"),
        ("aws-us-gov", "arn:aws-us-gov:iam::001234567890:role/Deploy"),
        ("aws-iso-b", "arn:aws-iso-b:iam::001234567890:role/Deploy"),
        ("aws-eusc", "arn:aws-eusc:iam::001234567890:role/Deploy"),
        ("a partition in upper case", "ARN:AWS:IAM::001234567890:ROLE/DEPLOY"),
    ]

    private static let profiles = [
        ("a profile", "default"), ("a profile without a name", ""), ("a profile with a slash at its end", "Team/"),
        ("a profile, composed", "caf\u{e9}"), ("a profile, decomposed", "cafe\u{301}"),
        ("a profile of 24 bytes", "abcdefghijklmnopqrstuvwx"),
    ]

    /// Identities as they lie in a vault: their bytes count, whatever this program makes of them.
    private static func encoded() throws -> [Vector] {
        let identities: [(String, RecordKind, String)] = [
            ("an identity whose URL nobody normalised", .portal, "a168737461727455524c6a48545450533a2f2f412f"),
            ("an identity with a member that is not known", .profile, "a26161f6646e616d656164"),
            ("an identity that is no map", .setting, "07"),
            ("a reserved kind", .samlRole, "a167726f6c6541524e6161"),
        ]
        return try identities.map { name, kind, identity in
            let id = try RecordID.derived(
                vaultID: #require([UInt8](hex: vault)), kind: kind, identity: #require([UInt8](hex: identity)))
            return Vector(name: name, vaultId: vault, kind: kind.rawValue, members: nil, identity: identity, id: id.hex)
        }
    }

    private static func record(_ kind: RecordKind, _ members: [String: Member]) throws -> any WorkspaceRecord {
        func text(_ name: String) throws -> String { try #require(optional(name)) }
        func optional(_ name: String) -> String? { if case .text(let text)? = members[name] { text } else { nil } }
        switch kind {
        case .portal: return Portal(startURL: try text("startURL"), name: nil, region: "")
        case .ssoRole:
            return SSORole(
                startURL: try text("startURL"), accountID: try text("accountID"), roleName: try text("roleName"), name: "")
        case .iamUser:
            return IAMUser(
                accountID: optional("accountID"), userName: optional("userName"),
                accessKeyID: optional("accessKeyID") ?? "AKIAROTATED",
                secretAccessKey: slice(""), name: "")
        case .assumedRole:
            return AssumedRole(
                roleARN: try text("roleARN"), parent: try #require(RecordID(hex: text("parent"))),
                externalID: optional("externalID"),
                name: "")
        case .webIdentityRole: return WebIdentityRole(roleARN: try text("roleARN"), tokenFile: try text("tokenFile"), name: "")
        case .profile: return Profile(name: try text("name"), session: nil)
        case .setting: return Setting(name: try text("name"), value: slice(""))
        case .original:
            guard case .number(let chunk)? = members["chunk"] else { throw MissingMember(name: "chunk") }
            return Original(
                device: try #require([UInt8](hex: text("device"))), path: try text("path"), chunkIndex: chunk,
                chunkCount: chunk + 1,
                fileHash: [], bytes: slice(""))
        case .account, .samlRole, .idp, .process, .device: throw MissingMember(name: kind.rawValue)
        }
    }

    private struct MissingMember: Error {
        let name: String
    }
}
