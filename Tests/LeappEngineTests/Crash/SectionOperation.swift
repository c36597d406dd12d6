import LeappAWSConfig
import LeappBytes
import LeappCrypto
import LeappEngine
import LeappFiles
import LeappFilesTesting
import LeappState
import Testing

/// One way in which a user's `~/.aws` files are replaced: a row of the crash matrix. An operation that is new gets a row in ``all``.
struct SectionOperation: Sendable, CustomTestStringConvertible {
    static let config = "[profile dev]\nregion=x\nrole_arn = r\nsource_profile = a\n"
    static let credentials = "[a]\nx=1\n[dev]\naws_access_key_id = AKIAX\n\n# end\n"

    let name: String
    /// What is started before.
    let prepare: @Sendable (StartedSections, SimulatedHome) throws -> Void
    /// The operation.
    let act: @Sendable (StartedSections, SimulatedHome) throws -> Void

    var testDescription: String { name }

    static let all: [SectionOperation] = [
        SectionOperation(name: "start with keys") { _, _ in
        } act: {
            try $0.start("new", SectionHome.keys(), in: $1)
        },
        SectionOperation(name: "start with a process line") { _, _ in
        } act: { sections, home in
            _ = try sections.start(home.request("new", .process(program: "/opt/leapp")))
        },
        SectionOperation(name: "start that sets lines of both files aside") { _, _ in
        } act: {
            try $0.start("dev", SectionHome.keys(), in: $1)
        },
        SectionOperation(name: "start in the place of another session's") { sections, home in
            try sections.start("new", SectionHome.keys(), in: home)
        } act: { sections, home in
            _ = try sections.start(home.request("new", .process(program: "/opt/leapp")))
        },
        SectionOperation(name: "stop") { sections, home in
            try sections.start("new", SectionHome.keys(), in: home)
        } act: { sections, _ in
            try sections.stopAll().requireDone()
        },
        SectionOperation(name: "stop that gives back lines of both files") { sections, home in
            try sections.start("dev", SectionHome.keys(), in: home)
        } act: { sections, _ in
            try sections.stopAll().requireDone()
        },
        SectionOperation(name: "stop of two sessions") { sections, home in
            try sections.start("new", SectionHome.keys(), in: home)
            _ = try sections.start(home.request("other", .process(program: "/opt/leapp")))
        } act: { sections, _ in
            try sections.stopAll().requireDone()
        },
        SectionOperation(name: "new keys") { sections, home in
            try sections.start("new", SectionHome.keys(), in: home)
        } act: { sections, _ in
            try sections.refresh(profile: "new", keys: SectionHome.keys("2"), expiration: nil).requireDone()
        },
        SectionOperation(name: "writing a dropped section again") { sections, home in
            let before = home.disk.content(of: home.places.awsCredentials) ?? []
            try sections.start("new", SectionHome.keys(), in: home)
            home.disk.put(before, at: home.places.awsCredentials)
        } act: { sections, home in
            try sections.heal(files: home.awsFiles) { _ in .keys(SectionHome.keys("2")) }.requireDone()
        },
        SectionOperation(name: "clearing sections where the ledger was lost") { sections, home in
            try sections.start("new", SectionHome.keys(), in: home)
            for entry in try sections.current() { try home.database().change([.remove(entry.key)]) }
        } act: { sections, home in
            try sections.heal(files: home.awsFiles) { _ in nil }.requireDone()
        },
    ]
}

extension SimulatedHome {
    /// The two files as heal takes them.
    var awsFiles: [(path: String, kind: AWSFile)] { [(places.awsConfig, .config), (places.awsCredentials, .credentials)] }

    func database() throws -> StateDatabase {
        try StateDatabase(
            path: places.database, on: effects().disk, randomness: .system, wait: LockWait(limitMilliseconds: 0) { _ in })
    }

    /// The sections as one process sees them.
    func sections(on disk: (any FileSystem)? = nil) throws -> StartedSections {
        let effects = effects(on: disk)
        return StartedSections(
            on: effects.disk, database: try effects.openState(), places: places, randomness: effects.randomness,
            wait: effects.wait,
            sealing: SectionSealing(
                seal: { bytes in
                    let bytes = Array(bytes)
                    return bytes.map { $0 ^ 0x5a }
                },
                unseal: { sealed in
                    let bytes = sealed.map { $0 ^ 0x5a }
                    return Secret(copying: bytes.rawSpan)
                }))
    }

    func request(_ profile: String, _ content: SectionContent) -> SectionStart {
        SectionStart(
            profile: profile, sessionID: "00112233445566778899aabbccddeeff", sessionName: "name of \(profile)",
            vaultID: [UInt8](repeating: 1, count: 16), content: content, region: nil, expiration: nil,
            configFile: places.awsConfig, credentialsFile: places.awsCredentials, adopt: true)
    }
}

extension StartedSections {
    func start(_ profile: String, _ keys: SectionKeys, in home: SimulatedHome) throws {
        _ = try start(home.request(profile, .keys(keys)))
    }
}

extension [SectionOutcome] {
    struct Left: Error {}

    /// Throws where anything was left.
    func requireDone() throws { if contains(where: { $0.left != nil }) { throw Left() } }
}
