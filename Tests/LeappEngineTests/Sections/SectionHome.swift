import LeappAWSConfig
import LeappBytes
import LeappCrypto
import LeappEngine
import LeappFiles
import LeappFilesTesting
import LeappState

/// A home folder with AWS files and a ledger, for tests of started sections.
struct SectionHome: Sendable {
    struct WrongKey: Error {}

    let folder: TemporaryDirectory
    let places: Places

    init() throws {
        folder = try TemporaryDirectory()
        places = try Places(
            environment: ["HOME": folder.path],
            userID: POSIXFileSystem().metadata(at: folder.path, followingLinks: false)?.userID ?? 0)
        try POSIXFileSystem().createDirectories(folder(".aws"))
    }

    init(config: String? = nil, credentials: String? = nil) throws {
        try self.init()
        if let config { write(config, to: .config) }
        if let credentials { write(credentials, to: .credentials) }
    }

    func path(_ file: AWSFile) -> String { folder(".aws/\(file.rawValue)") }

    func write(_ text: String, to file: AWSFile, mode: UInt32 = 0o600) {
        folder.write(Array(text.utf8), to: ".aws/\(file.rawValue)", mode: mode)
    }

    /// Every file of the home, by its path.
    func files() throws -> [(path: String, bytes: [UInt8])] {
        let disk = POSIXFileSystem()
        var (found, folders): ([(path: String, bytes: [UInt8])], [String]) = ([], [folder.path])
        while let next = folders.popLast() {
            for name in try disk.names(in: next) {
                let path = FilePath.join(next, name)
                switch try disk.metadata(at: path, followingLinks: false)?.kind {
                case .directory: folders.append(path)
                case .regular: found.append((path, try disk.readFile(path, limit: 1 << 24)))
                default: break
                }
            }
        }
        return found
    }

    /// The text of a file; empty where it is missing.
    func text(_ file: AWSFile) throws -> String {
        guard try POSIXFileSystem().metadata(at: path(file), followingLinks: true) != nil else { return "" }
        return String(decoding: try POSIXFileSystem().readFile(path(file), limit: 1 << 24), as: UTF8.self)
    }

    /// The sections as one process sees them; another `key` is another vault's.
    func sections(
        on disk: any FileSystem = POSIXFileSystem(), key: UInt8 = 0x5a, wait: LockWait = .upTo(milliseconds: 120_000)
    ) throws -> StartedSections {
        try places.prepareState(on: POSIXFileSystem())
        // With a rollback journal, so that its file is everything: tests copy it and write over it.
        let journalled = SplitDisk(POSIXFileSystem(), prefix: places.database, on: POSIXFileSystem())
        let database = try StateDatabase(path: places.database, on: journalled, randomness: .system, wait: wait)
        let sealing = SectionSealing(
            seal: { bytes in SectionHome.masked(Array(bytes), key) },
            unseal: { sealed in
                guard sealed.first == key else { throw WrongKey() }
                let bytes = Array(SectionHome.masked(Array(sealed.dropFirst()), key).dropFirst())
                return Secret(copying: bytes.rawSpan)
            })
        return StartedSections(
            on: disk, database: database, places: places, randomness: .system, wait: wait, sealing: sealing)
    }

    /// Writes over the database file in place.
    func overwriteDatabase(_ bytes: [UInt8]) {
        folder.write(bytes, to: String(places.database.dropFirst(folder.path.count + 1)))
    }

    private static func masked(_ bytes: [UInt8], _ key: UInt8) -> [UInt8] { [key] + bytes.map { $0 ^ key } }

    func request(
        _ profile: String = "dev", _ content: SectionContent = .process(program: "/opt/leapp"),
        session: String = "00112233445566778899aabbccddeeff",
        region: String? = nil, expiration: Int64? = nil, adopt: Bool = false
    ) -> SectionStart {
        SectionStart(
            profile: profile, sessionID: session, sessionName: "name of \(profile)", vaultID: [UInt8](repeating: 1, count: 16),
            content: content, region: region, expiration: expiration, configFile: path(.config),
            credentialsFile: path(.credentials), adopt: adopt)
    }

    static func keys(_ name: String = "1") -> SectionKeys {
        SectionKeys(
            accessKeyID: "ASIA\(name)", secretAccessKey: SecretSlice(copying: Array("secret\(name)+/=".utf8).rawSpan),
            sessionToken: SecretSlice(copying: Array("token\(name)==".utf8).rawSpan))
    }

    static func content(_ method: LedgerEntry.Method) -> SectionContent {
        method == .file ? .keys(keys()) : .process(program: "/opt/leapp")
    }

    /// The value that the SDKs read.
    func value(_ key: String, of profile: String, in file: AWSFile) throws -> String? {
        let document = AWSDocument(file, path: path(file), copying: Array(try text(file).utf8).rawSpan)
        for section in document.sections(of: .profile(profile)).reversed() {
            if let value = document.value(key, inSection: section)?.slice {
                return String(decoding: Array(value.bytes), as: UTF8.self)
            }
        }
        return nil
    }
}
