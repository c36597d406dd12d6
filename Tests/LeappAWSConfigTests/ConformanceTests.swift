import Foundation
import LeappAWSConfig
import Testing

/// The 65 public cases of the SDKs' rules.
@Suite struct ConformanceTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        struct Input: Decodable, Sendable {
            let configFile: String?
            let credentialsFile: String?
        }
        struct Output: Decodable, Sendable {
            struct Config: Decodable, Sendable {
                let profiles: [String: [String: String]]
                let ssoSessions: [String: [String: String]]?
            }
            let config: Config?
            let errorContaining: String?
        }
        let name: String
        let input: Input
        let output: Output
        var testDescription: String { name }
    }

    struct Suite: Decodable { let tests: [Case] }

    static let cases: [Case] = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let folder = Project.conformance,
            let data = try? Data(contentsOf: folder.appendingPathComponent("config-parser/profile-parser-tests.json")),
            let suite = try? decoder.decode(Suite.self, from: data)
        else { return [] }
        return suite.tests
    }()

    @Test(.enabled(if: Project.conformance != nil, "the public suites lie beside the project"))
    func allCasesAreRead() { #expect(Self.cases.count == 65) }

    @Test(arguments: cases) func theSDKsRulesAreFollowed(test: Case) {
        let config = AWSDocument(.config, test.input.configFile ?? "")
        let credentials = AWSDocument(.credentials, test.input.credentialsFile ?? "")
        let set = ProfileSet(config: config, credentials: credentials)
        if let expected = test.output.config {
            #expect(set.profiles.flat == expected.profiles)
            #expect(set.ssoSessions.flat == expected.ssoSessions ?? [:])
        } else {
            #expect(!set.warnings.isEmpty)
        }
        #expect(config.text == test.input.configFile ?? "")
        #expect(credentials.text == test.input.credentialsFile ?? "")
    }
}
