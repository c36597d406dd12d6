import LeappAWSConfig
import LeappBytes
import LeappEngine
import LeappFiles
import LeappState
import Testing

@Suite struct ManySectionsTests {
    @Test func twoStartersOfFiftySessionsEachLoseAndDoubleNothing() async throws {
        let config = "[default]\nregion = r\n# end", credentials = "[a]\r\nx = 1\r\n"
        let home = try SectionHome(config: config, credentials: credentials)
        @concurrent func inParallel(_ body: @escaping @Sendable (StartedSections, String, Int) throws -> Void) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for shell in ["left", "right"] {
                    group.addTask { @concurrent in
                        let sections = try home.sections()  // a database connection and locks of its own, as a process has
                        for index in 0..<50 { try body(sections, "\(shell)-\(index)", index) }
                    }
                }
                try await group.waitForAll()
            }
        }
        try await inParallel { sections, profile, index in
            _ = try sections.start(
                home.request(profile, index % 2 == 0 ? .keys(SectionHome.keys(profile)) : .process(program: "/opt/leapp")))
        }
        let files = [
            AWSDocument(.config, path: "", copying: Array(try home.text(.config).utf8).rawSpan),
            AWSDocument(.credentials, path: "", copying: Array(try home.text(.credentials).utf8).rawSpan),
        ]
        for shell in ["left", "right"] {
            for index in 0..<50 {
                let count = files.map { $0.sections(of: .profile("\(shell)-\(index)")).count }
                #expect(count == (index % 2 == 0 ? [0, 1] : [1, 0]))
            }
        }
        #expect(try home.sections().current().count == 100)
        try await inParallel { sections, profile, _ in
            let outcomes = try sections.stop(profile: profile)
            #expect(outcomes.map(\.action) == [.removed])
        }
        #expect(try home.text(.config) == config)
        #expect(try home.text(.credentials) == credentials)
        #expect(try home.sections().current().isEmpty)
    }

    @Test func allSectionsOfAFileGoInOneStep() throws {
        let home = try SectionHome(credentials: "[a]\n")
        let sections = try home.sections()
        for index in 0..<20 { _ = try sections.start(home.request("p\(index)", .keys(SectionHome.keys("\(index)")))) }
        #expect(try sections.stopAll().count == 20)
        #expect(try home.text(.credentials) == "[a]\n")
    }
}
