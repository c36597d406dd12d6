import LeappAWSConfig
import LeappEngine
import LeappFiles
import LeappFilesTesting
import LeappState
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Full disks, refused files, and processes that die at any step.
@Suite struct SectionFaultTests {
    static let config = "[profile dev]\nregion=x\nrole_arn = r\nsource_profile = a"
    static let credentials = "[a]\nx=1\n[dev]\naws_access_key_id = AKIAX\n\n# end"

    static func start(_ home: SectionHome, on disk: any FileSystem) -> SectionError? {
        do {
            _ = try home.sections(on: disk).start(home.request("dev", .keys(SectionHome.keys()), adopt: true))
            return nil
        } catch {
            return error as? SectionError ?? .neverStill(file: "\(error)")
        }
    }

    /// How many steps a start takes on the disk.
    static func steps() throws -> Int {
        let home = try SectionHome(config: config, credentials: credentials)
        let disk = FaultyFileSystem(POSIXFileSystem()) { _, _ in nil }
        #expect(start(home, on: disk) == nil)
        return disk.steps.count
    }

    @Test(arguments: [ENOSPC, EDQUOT, EIO, EROFS, EACCES]) func aRefusedStepOfStartChangesNothing(code: Int32) throws {
        for step in 0..<(try Self.steps()) {
            let home = try SectionHome(config: Self.config, credentials: Self.credentials)
            let disk = FaultyFileSystem(POSIXFileSystem()) { count, _ in count == step ? .refusal(code: code) : nil }
            guard case .file(.failed(_, _, code)) = Self.start(home, on: disk) else {
                Issue.record("step \(step) gave no error")
                continue
            }
            #expect(try home.text(.config) == Self.config)
            #expect(try home.text(.credentials) == Self.credentials)
            #expect(try home.sections().current().isEmpty)
            #expect(try home.sections().heal(files: []) { _ in nil }.isEmpty)
            #expect(Self.start(home, on: POSIXFileSystem()) == nil)
        }
    }

    @Test func aProcessThatDiesInStartIsTakenBack() throws {
        for step in 0..<(try Self.steps()) {
            let home = try SectionHome(config: Self.config, credentials: Self.credentials)
            let process = DyingProcess(home, at: step)
            #expect(Self.start(home, on: process.disk) != nil)
            #expect(process.bury())
            #expect(try home.sections().current().isEmpty)
            _ = try home.sections().heal(files: []) { _ in nil }
            #expect(try home.text(.config) == Self.config)
            #expect(try home.text(.credentials) == Self.credentials)
        }
    }

    @Test func aStartAfterADeadStartGoesOnFromThere() throws {
        for step in 0..<(try Self.steps()) {
            let home = try SectionHome(config: Self.config, credentials: Self.credentials)
            let process = DyingProcess(home, at: step)
            #expect(Self.start(home, on: process.disk) != nil)
            #expect(process.bury())
            #expect(Self.start(home, on: POSIXFileSystem()) == nil)
            #expect(try home.value("aws_access_key_id", of: "dev", in: .credentials) == "ASIA1")
            #expect(try home.sections().stopAll().map(\.action) == [.removed])
            #expect(try home.text(.config) == Self.config)
            #expect(try home.text(.credentials) == Self.credentials)
        }
    }

    @Test(arguments: 0..<12) func aStopThatCannotWriteChangesNothing(step: Int) throws {
        let home = try SectionHome(config: Self.config, credentials: Self.credentials)
        #expect(Self.start(home, on: POSIXFileSystem()) == nil)
        let disk = FaultyFileSystem(POSIXFileSystem()) { count, _ in count == step ? .refusal(code: ENOSPC) : nil }
        let left = try home.sections(on: disk).stopAll().first?.left
        #expect((left == nil) == (disk.steps.count <= step))
        if left != nil {
            #expect(try home.sections().current().count == 1)
            #expect(try home.value("aws_access_key_id", of: "dev", in: .credentials) == "ASIA1")
            #expect(try home.sections().stopAll().map(\.action) == [.removed])
        }
        #expect(try home.text(.config) == Self.config)
        #expect(try home.text(.credentials) == Self.credentials)
    }

    @Test(arguments: 0..<12) func aProcessThatDiesInStopIsCompleted(step: Int) throws {
        let home = try SectionHome(config: Self.config, credentials: Self.credentials)
        #expect(Self.start(home, on: POSIXFileSystem()) == nil)
        let process = DyingProcess(home, at: step)
        let outcomes = try home.sections(on: process.disk).stopAll()
        #expect((outcomes.first?.left != nil) == process.bury())
        _ = try home.sections().heal(files: []) { _ in .keys(SectionHome.keys("3")) }
        #expect(try home.sections().current().isEmpty)
        #expect(try home.text(.config) == Self.config)
        #expect(try home.text(.credentials) == Self.credentials)
    }

    @Test(arguments: 0..<6) func aProcessThatDiesInRefreshLeavesASectionThatIsStillLeapps(step: Int) throws {
        let home = try SectionHome(credentials: "[a]\n")
        _ = try home.sections().start(home.request("dev", .keys(SectionHome.keys())))
        let process = DyingProcess(home, at: step)
        #expect(throws: SectionError.self) {
            try home.sections(on: process.disk).refresh(profile: "dev", keys: SectionHome.keys("2"), expiration: nil)
        }
        #expect(process.bury())
        _ = try home.sections().heal(files: []) { _ in .keys(SectionHome.keys("3")) }
        let expected = step < 5 ? "ASIA3" : "ASIA2"  // the rename is the fifth step
        #expect(try home.value("aws_access_key_id", of: "dev", in: .credentials) == expected)
        #expect(try home.sections().stopAll().map(\.action) == [.removed])
        #expect(try home.text(.credentials) == "[a]\n")
    }

    @Test func aReadOnlyFileIsRefused() throws {
        let home = try SectionHome()
        home.write("[a]\n", to: .credentials, mode: 0o400)
        #expect(throws: SectionError.file(.failed(.open, path: home.path(.credentials), code: EACCES))) {
            try home.sections().start(home.request("dev", .keys(SectionHome.keys())))
        }
        #expect(try home.text(.credentials) == "[a]\n")
        #expect(try home.sections().current().isEmpty)
    }

    @Test func aFolderInThePlaceOfTheFileIsRefused() throws {
        let home = try SectionHome()
        try POSIXFileSystem().createDirectories(home.path(.credentials))
        #expect(throws: SectionError.file(.notARegularFile(path: home.path(.credentials)))) {
            try home.sections().start(home.request("dev", .keys(SectionHome.keys())))
        }
    }
}
