import LeappAWSConfig
import LeappEngine
import LeappFiles
import LeappFilesTesting
import LeappState
import Testing

/// What other programs and people do to the files while sessions are started.
@Suite struct ChangedSectionTests {
    @Test(arguments: ["region = mine\n", "# a note\naws_access_key_id = ASIA1\n", "aws_access_key_id = ASIA1\n"])
    func aSectionThatTheUserChangedIsLeft(
        line: String
    ) throws {
        let home = try SectionHome(credentials: "[a]\n")
        let sections = try home.sections()
        _ = try sections.start(home.request("dev", .keys(SectionHome.keys())))
        home.write(try home.text(.credentials) + line, to: .credentials)
        let changed = try home.text(.credentials)
        #expect(
            try sections.refresh(profile: "dev", keys: SectionHome.keys("2"), expiration: nil).map(\.left) == [.changed(line: 2)])
        #expect(try sections.heal(files: []) { _ in .keys(SectionHome.keys()) }.map(\.left) == [.changed(line: 2)])
        #expect(try sections.stopAll().map(\.left) == [.changed(line: 2)])
        #expect(try home.text(.credentials) == changed)
        #expect(try sections.current().isEmpty)
        #expect(try sections.heal(files: [(home.path(.credentials), .credentials)]) { _ in nil }.isEmpty)
        #expect(try home.text(.credentials) == changed)
        #expect(throws: SectionError.self) { try sections.start(home.request("dev", .keys(SectionHome.keys()))) }
    }

    @Test func anAdoptedSectionWaitsUntilTheChangedOneIsGone() throws {
        let original = "[dev]\naws_access_key_id = A\n"
        let home = try SectionHome(credentials: original)
        let sections = try home.sections()
        _ = try sections.start(home.request("dev", .keys(SectionHome.keys()), adopt: true))
        let placeholder = try home.text(.credentials).prefix { $0 != "[" }
        home.write(try home.text(.credentials) + "output = json\n", to: .credentials)
        #expect(try sections.stopAll().map(\.left) == [.changed(line: 2)])
        #expect(try sections.heal(files: []) { _ in nil }.isEmpty)
        home.write(String(placeholder), to: .credentials)
        #expect(try sections.heal(files: []) { _ in nil }.map(\.action) == [.removed])
        #expect(try home.text(.credentials) == original)
    }

    @Test func aSectionThatAnotherProgramWroteInItsOwnStyleIsStillLeapps() throws {
        let home = try SectionHome(credentials: "[a]\n")
        let sections = try home.sections()
        _ = try sections.start(home.request("dev", .keys(SectionHome.keys()), region: "r"))
        home.write(
            "[dev]\r\nregion=r\r\naws_session_token   = token1==\r\naws_access_key_id=ASIA1\r\n"
                + "aws_secret_access_key=secret1+/=\r\n\r\n[a]\r\n",
            to: .credentials)
        #expect(try sections.heal(files: []) { _ in nil }.isEmpty)
        #expect(try sections.stopAll().map(\.action) == [.removed])
        #expect(try home.text(.credentials) == "\r\n[a]\r\n")
    }

    @Test func aSectionThatAnotherProgramDroppedIsWrittenAgain() throws {
        let home = try SectionHome(config: "[profile a]\n", credentials: "[a]\n")
        let sections = try home.sections()
        _ = try sections.start(home.request("dev", .keys(SectionHome.keys()), region: "r"))
        _ = try sections.start(home.request("ops"))
        let written = (try home.text(.config), try home.text(.credentials))
        home.write("[a]\n", to: .credentials)
        try POSIXFileSystem().remove(home.path(.config))
        let outcomes = try sections.heal(files: []) { SectionHome.content($0.method) }
        #expect(outcomes.map(\.action) == [.written, .written])
        #expect(try home.text(.credentials) == written.1)
        #expect(try "[profile a]\n" + home.text(.config) == written.0)
        #expect(try sections.heal(files: []) { SectionHome.content($0.method) }.isEmpty)
        _ = try sections.stopAll()
        #expect(try home.text(.credentials) == "[a]\n")
    }

    @Test func aDroppedSectionWithoutContentIsGivenUp() throws {
        let home = try SectionHome(credentials: "[dev]\nx=1\n")
        let sections = try home.sections()
        _ = try sections.start(home.request("dev", .keys(SectionHome.keys()), adopt: true))
        home.write("[a]\n", to: .credentials)
        #expect(try sections.heal(files: []) { _ in nil }.map(\.action) == [.removed])
        #expect(try home.text(.credentials) == "[a]\n[dev]\nx=1\n")
        #expect(try sections.current().isEmpty)
    }

    @Test func afterALostDatabaseMarkedSectionsAreKnown() throws {
        let original = "[a]\naws_access_key_id = A\n# leapp: managed\naws_secret_access_key = s\n"
        let home = try SectionHome(config: original, credentials: original)
        _ = try home.sections().start(home.request("dev", .keys(SectionHome.keys())))
        _ = try home.sections().start(home.request("ops"))
        try POSIXFileSystem().remove(home.places.database)
        _ = try home.sections().start(home.request("dev", .keys(SectionHome.keys("2"))))
        #expect(try home.value("aws_access_key_id", of: "dev", in: .credentials) == "ASIA2")
        try POSIXFileSystem().remove(home.places.database)
        let outcomes = try home.sections().heal(files: [(home.path(.config), .config), (home.path(.credentials), .credentials)]) {
            _ in nil
        }
        #expect(outcomes.map(\.profile) == ["ops", "dev"])
        #expect(try home.text(.config) == original)
        #expect(try home.text(.credentials) == original)
    }

    @Test func aFileThatAnotherProgramIsAboutToFillIsWaitedFor() throws {
        let home = try SectionHome(credentials: "")
        let wait = LockWait(limitMilliseconds: 1000) { _ in home.write("[a]\n", to: .credentials) }
        _ = try home.sections(wait: wait).start(home.request("dev", .keys(SectionHome.keys())))
        #expect(try home.text(.credentials).hasPrefix("[a]\n[dev]\n"))
    }

    @Test func whatWasLeftOnceIsNotSaidAgain() throws {
        let home = try SectionHome()
        let sections = try home.sections()
        _ = try sections.start(home.request("dev", .keys(SectionHome.keys())))
        home.write(try home.text(.credentials) + "output = json\n", to: .credentials)
        #expect(try sections.stopAll().count == 1)
        #expect(try sections.stopAll().isEmpty)
    }

    @Test func temporaryFilesOfKilledWritersGo() throws {
        let home = try SectionHome(credentials: "[a]\n")
        home.folder.write(Array("[dev]\naws_secret_access_key = s\n".utf8), to: ".aws/.credentials.leapp-0123456789abcdef.tmp")
        _ = try home.sections().heal(files: [(home.path(.credentials), .credentials)]) { _ in nil }
        #expect(try POSIXFileSystem().names(in: home.folder(".aws")) == ["credentials"])
    }

    @Test func aFileThatCannotBeReadHindersNoOther() throws {
        let home = try SectionHome(credentials: "[a]\n")
        let sections = try home.sections()
        _ = try sections.start(home.request("ops", .keys(SectionHome.keys())))
        home.write("[a]\n", to: .credentials)
        try POSIXFileSystem().createDirectories(home.path(.config))
        #expect(throws: SectionError.file(.notARegularFile(path: home.path(.config)))) {
            try sections.heal(files: [(home.path(.config), .config)]) { SectionHome.content($0.method) }
        }
        #expect(try home.text(.credentials).contains("[ops]"))
    }

    @Test func aWriterThatCameInBetweenLosesNothing() throws {
        let home = try SectionHome(credentials: "[a]\n")
        let disk = FaultyFileSystem(POSIXFileSystem()) { step, operation in
            if step < 10, operation == .create { home.write("[a]\n[new-\(step)]\nx = 1\n", to: .credentials) }
            return nil
        }
        let sections = try home.sections(on: disk)
        _ = try sections.start(home.request("dev", .keys(SectionHome.keys())))
        #expect(try home.text(.credentials).hasPrefix("[a]\n[new-"))
        #expect(try sections.current().count == 1)
        _ = try sections.stopAll()
        #expect(try home.text(.credentials).hasPrefix("[a]\n[new-"))
        #expect(try !home.text(.credentials).contains("[dev]"))
    }

    @Test func aFileThatNeverKeepsStillIsGivenUpUnchanged() throws {
        let home = try SectionHome(credentials: "[a]\n")
        let disk = FaultyFileSystem(POSIXFileSystem()) { step, operation in
            if operation == .create { home.write("[a]\nx = \(step)\n", to: .credentials) }
            return nil
        }
        #expect(throws: SectionError.neverStill(file: home.path(.credentials))) {
            try home.sections(on: disk).start(home.request("dev", .keys(SectionHome.keys())))
        }
        #expect(try home.sections().current().isEmpty)
        #expect(try !home.text(.credentials).contains("[dev]"))
    }
}
