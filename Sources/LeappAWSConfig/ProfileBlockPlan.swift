import LeappCrypto

/// What writing profiles into the block of a config file does: worked out on both files, before anything is written.
public struct ProfileBlockPlan: Sendable {
    /// A profile that is to be there.
    public struct Wanted: Equatable, Sendable {
        /// The profile's name.
        public let name: String
        /// The session's id, 32 hexadecimal digits.
        public let sessionID: String
        /// Its region and output format, where it has one.
        public let region: String?, output: String?

        /// A profile.
        public init(name: String, sessionID: String, region: String? = nil, output: String? = nil) {
            (self.name, self.sessionID, self.region, self.output) = (name, sessionID, region, output)
        }
    }

    /// Why a profile is not written.
    public enum Reason: Hashable, Sendable {
        /// The files have a profile of that name, which asks leapp for the same session already.
        case present(AWSFile, line: Int)
        /// The files have a profile of that name that is the user's.
        case taken(AWSFile, line: Int)
        /// The profile is there as long as a session is started by it.
        case started(AWSFile, line: Int)
        /// Another session was first with that name.
        case repeated
        /// Not all tools would read the name, the region or the output format.
        case unwritable
    }

    /// The config file as it is to be.
    public let document: AWSDocument
    /// The profiles that are new in the block, in the order of their names; as are the others.
    public private(set) var added: [String] = []
    /// Those that are written otherwise than before.
    public private(set) var changed: [String] = []
    /// Those that go.
    public private(set) var removed: [String] = []
    /// How many stay as they are.
    public private(set) var unchanged = 0
    /// The profiles that were wanted and are not written.
    public private(set) var skipped: [(profile: Wanted, reason: Reason)] = []

    /// Whether the file is to be written.
    public let isChange: Bool

    /// Works out the block with `wanted` in it, first come first served; profiles that it holds besides stay unless `prune`.
    ///
    /// Lines of others in it are refused as ``ProfileBlockFault/foreign(_:)``, unless `replace` says that they may go.
    public init(
        _ wanted: [Wanted], program: String, prune: Bool, replace: Bool = false, config: AWSDocument, credentials: AWSDocument
    ) throws(ProfileBlockFault) {
        let block = try ProfileBlock(in: config)
        let names = TakenNames(config: config, block: block, credentials: credentials)
        var entries: [String: ProfileBlock.Entry] = [:]
        for profile in wanted {
            let process = CredentialProcess(program: program, sessionID: profile.sessionID)
            let entry = ProfileBlock.Entry(name: profile.name, process: process, region: profile.region, output: profile.output)
            do throws(AWSConfigError) { _ = try process.command() } catch { throw .unwritable(error) }
            let reason: Reason? =
                if !entry.isWritable { .unwritable } else if entries[profile.name] != nil { .repeated } else {
                    names.reason(against: profile)
                }
            if let reason { skipped.append((profile, reason)) } else { entries[profile.name] = entry }
        }
        let before = Dictionary(block.entries.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        if !prune {
            for (name, entry) in before where entries[name] == nil && !names.hold(name) { entries[name] = entry }
        }
        let sorted = entries.values.sorted { $0.name < $1.name }
        for entry in sorted {
            if let old = before[entry.name] {
                if old == entry { unchanged += 1 } else { changed.append(entry.name) }
            } else {
                added.append(entry.name)
            }
        }
        removed = before.keys.filter { entries[$0] == nil }.sorted()
        isChange =
            !added.isEmpty || !changed.isEmpty || !removed.isEmpty || block.lacksNewline
            || !block.isIntact
        guard isChange else {
            document = config
            return
        }
        do throws(AWSConfigError) { document = try block.writing(sorted, in: config) } catch { throw .unwritable(error) }
        guard !replace else { return }
        let foreign = try block.foreign(in: config, writing: sorted, as: document)
        guard foreign.isEmpty else { throw .foreign(foreign) }
    }
}

extension ProfileBlock.Entry {
    /// Whether all tools read the name and every line.
    fileprivate var isWritable: Bool {
        guard AWSDocument.isWritableName(name) else { return false }
        do {
            for line in try lines() { _ = try line.texts() }
            return true
        } catch {
            return false
        }
    }
}

/// The profiles outside the block, as the SDKs and as botocore read them.
private struct TakenNames {
    private struct Place {
        let file: AWSFile
        let line: Int
        /// Whether leapp wrote the section for a started session.
        let isManaged: Bool
        /// The session whose credentials it asks leapp for.
        let sessionID: String?
    }

    private var places: [String: Place] = [:]

    init(config: AWSDocument, block: ProfileBlock, credentials: AWSDocument) {
        add(config) { !block.contains($0) }
        // Keys that a started session has in the credentials file come before a process, and are gone after it.
        add(credentials) { !$0.isManaged }
    }

    private mutating func add(_ document: AWSDocument, where isForeign: (AWSSection) -> Bool) {
        for index in document.sections.indices where isForeign(document.sections[index]) {
            let section = document.sections[index]
            guard let name = TakenNames.profile(section, in: document.file) else { continue }
            let process = document.value("credential_process", inSection: index)?.text
            let place = Place(
                file: document.file, line: section.line, isManaged: section.isManaged,
                sessionID: process.flatMap { CredentialProcess(parsing: $0)?.sessionID })
            places[name] = places[name] ?? place
        }
    }

    /// The profile that a section is to anybody: botocore splits the title as a shell would, and takes names that SDKs ignore.
    private static func profile(_ section: AWSSection, in file: AWSFile) -> String? {
        switch section.role {
        case .profile(let name): return name
        case .other(let title) where file == .credentials: return title
        case .other(let title) where title.hasPrefix("profile"):
            guard let words = CredentialProcess.split(title), words.count == 2 else { return nil }
            return words[1]
        case .other, .ssoSession, .services, .unreadable: return nil
        }
    }

    func hold(_ name: String) -> Bool { places[name] != nil }

    func reason(against profile: ProfileBlockPlan.Wanted) -> ProfileBlockPlan.Reason? {
        guard let place = places[profile.name] else { return nil }
        if place.isManaged { return .started(place.file, line: place.line) }
        if place.sessionID == profile.sessionID { return .present(place.file, line: place.line) }
        return .taken(place.file, line: place.line)
    }
}
