import Foundation
import LeappAWSConfig
import LeappBytes
import LeappCrypto
import LeappImport
import LeappWorkspace
import Testing

@Suite struct FixtureTests {
    struct Expected: Decodable {
        let kinds: [String: String]
        let profiles: [String]?
        let portals: Int
        let skipped: [String: String]
        let warnings: [String: [Int]]
    }

    @Test(arguments: ["developer", "odd", "tools"]) func aSampleHomeIsImportedAsItSays(name: String) throws {
        let folder = Project.root.appendingPathComponent("fixtures/aws/\(name)")
        func document(_ file: AWSFile) throws -> AWSDocument {
            let bytes = try [UInt8](Data(contentsOf: folder.appendingPathComponent(file.rawValue)))
            let document = AWSDocument(file, path: file.rawValue, copying: bytes.rawSpan)
            #expect(Array(document.bytes) == bytes)
            return document
        }
        let expected = try JSONDecoder().decode(
            Expected.self, from: Data(contentsOf: folder.appendingPathComponent("expected.json")))
        let plan = ImportPlan(config: try document(.config), credentials: try document(.credentials), vaultID: vaultID)
        #expect(plan.kinds().mapValues(\.rawValue) == expected.kinds)
        #expect(Set(plan.profiles.map(\.name)) == Set(expected.profiles ?? Array(expected.kinds.keys) + expected.skipped.keys))
        #expect(plan.drafts.filter { $0.draft.kind == .portal }.count == expected.portals)
        var skipped: [String: String] = [:]
        for profile in plan.skipped { skipped[profile.profile] = profile.kind.rawValue }
        #expect(skipped == expected.skipped)
        for (file, lines) in expected.warnings {
            #expect(plan.warnings.filter { $0.file == file }.map(\.line).sorted() == lines)
        }
    }

    struct Counts: Decodable {
        let profiles, iamUsers, assumedRoles, ssoRoles, portals, skipped, duplicateSections, keysInConfig, mfa: Int
    }

    @Test(arguments: [("1", "mixed"), ("2", "always"), ("3", "never")]) func aGeneratedHomeHasWhatItSays(
        seed: String, crlf: String
    ) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("leapp-home-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let script = Project.root.appendingPathComponent("script/generate-aws-home").path
        let printed = try Project.run("python3", [script, "--profiles", "1000", "--seed", seed, "--crlf", crlf, folder.path])
        let counts = try JSONDecoder().decode(Counts.self, from: printed)
        let home = Home(
            config: String(decoding: try Data(contentsOf: folder.appendingPathComponent("config")), as: UTF8.self),
            credentials: String(decoding: try Data(contentsOf: folder.appendingPathComponent("credentials")), as: UTF8.self))
        let plan = home.plan
        let kinds = plan.drafts.reduce(into: [RecordKind: Int]()) { $0[$1.draft.kind, default: 0] += 1 }
        #expect(counts.profiles == 1000 && plan.profiles.count == 1000)
        #expect(kinds[.iamUser] == counts.iamUsers)
        #expect(kinds[.assumedRole] == counts.assumedRoles)
        #expect(kinds[.ssoRole] == counts.ssoRoles)
        #expect(kinds[.portal] == counts.portals)
        #expect(plan.skipped.count == counts.skipped)
        #expect(plan.keys.filter(\.hasMFA).count == counts.mfa)
        #expect(plan.warnings.count == counts.duplicateSections)
        let scrubbed = try home.scrubbed()
        #expect(scrubbed.plan.profiles.map(\.session) == plan.profiles.map(\.session))
        #expect(scrubbed.plan.keys.isEmpty)
    }

    @Test(arguments: 0..<300) func noInputIsTooStrange(seed: UInt64) throws {
        var random = SplitMix(seed)
        let words = [
            "[profile a]", "[a]", "[default]", "[sso-session s]", "[", "]", "\n", "\n", "\n", "\r\n", " = ", "=", "role_arn",
            "arn:aws:x",
            "source_profile", "a", "aws_access_key_id = K\n", "aws_secret_access_key = 0123456789012345678901234\n", "\0",
            "\u{ff}", "  ", "#",
            "credential_process", "sso_account_id = 1\n", "sso_role_name = r\n", "sso_session = s\n", "sso_start_url = u\n",
            "sso_region = r\n",
        ]
        let texts = (0..<2).map { _ in (0..<60).map { _ in words.randomElement(using: &random) ?? "" }.joined() }
        let home = Home(config: texts[0], credentials: texts[1])
        let scrub = try home.plan.scrub(program: "/l/leapp", device: device) { _ in true }
        for file in scrub.files where home.plan.keys.allSatisfy({ $0.secretAccessKey.count >= 16 }) {
            let after = String(decoding: Array(file.after.bytes), as: UTF8.self)
            #expect(!home.plan.keys.contains { after.contains(String(decoding: Array($0.secretAccessKey.bytes), as: UTF8.self)) })
        }
    }
}
