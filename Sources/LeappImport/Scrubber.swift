import LeappAWSConfig
import LeappCrypto
import LeappMerge
import LeappWorkspace

/// Takes imported keys out of the two files and puts in what keeps every tool working.
struct Scrubber {
    private let plan: ImportPlan
    private let program: String
    private let stored: Set<Int>
    private let documents: [AWSFile: AWSDocument]
    private var changes: [AWSFile: [AWSChange]] = [:]
    private var changed: [AWSFile: Set<ChangedKey>] = [:]
    private var keySections: Set<String> = []
    private(set) var removed: [RemovedLine] = []

    private struct ChangedKey: Hashable {
        let section: Int
        let key: String
    }

    static let secretKeys = ["aws_access_key_id", "aws_secret_access_key"]

    init(_ plan: ImportPlan, program: String, stored: Set<Int>) {
        self.plan = plan
        self.program = program
        self.stored = stored
        documents = [.config: plan.config, .credentials: plan.credentials]
    }

    /// The files after scrubbing.
    mutating func scrub() throws(AWSConfigError) -> [ScrubbedFile] {
        for facts in plan.facts {
            guard let key = facts.key, stored.contains(key) else { continue }
            try takeKeys(of: facts, plan.keys[key])
        }
        try redirectSources()
        try sweep()
        var files: [ScrubbedFile] = []
        for file in AWSFile.allCases {
            guard let document = documents[file], let changes = changes[file], !changes.isEmpty else { continue }
            files.append(ScrubbedFile(file: file, path: document.path, before: document, after: try document.applying(changes)))
        }
        removed.sort { ($0.file, $0.line) < ($1.file, $1.line) }
        return files
    }

    /// Removes a profile's key from every section of it; where its credentials come from that key, its process comes in.
    private mutating func takeKeys(of facts: ProfileFacts, _ key: ImportedKey) throws(AWSConfigError) {
        var home: (file: AWSFile, section: Int)?
        for file in [AWSFile.config, .credentials] {
            guard let document = documents[file] else { continue }
            for section in document.sections(of: .profile(facts.name)) where !document.sections[section].isManaged {
                for name in Scrubber.secretKeys where remove(name, file, section, facts.name) {
                    if document.isRead(section) {
                        home = (file, section)
                    } else if facts.usesOwnKeys {
                        try set("credential_process", try command(key), file, section)
                    }
                }
                // Botocore asks `aws login` before a process, but after the keys: the line would come to life.
                if facts.usesOwnKeys { _ = remove("login_session", file, section, facts.name) }
            }
        }
        if facts.usesOwnKeys, let home { try set("credential_process", try command(key), home.file, home.section) }
    }

    /// Lets `source_profile` lead to a key section where the profile it names has lost keys that came before its role.
    private mutating func redirectSources() throws(AWSConfigError) {
        var keysOfRoles: [String: ImportedKey] = [:]
        for facts in plan.facts where facts.assumesRole {
            if let key = facts.key, stored.contains(key) { keysOfRoles[facts.name] = plan.keys[key] }
        }
        guard !keysOfRoles.isEmpty else { return }
        for facts in plan.facts {
            guard let source = facts.source, let key = keysOfRoles[source] else { continue }
            let name = KeySection.name(of: key.id)
            for file in AWSFile.allCases {
                guard let document = documents[file] else { continue }
                for section in document.sections(of: .profile(facts.name)) where !document.sections[section].isManaged {
                    guard document.value("source_profile", inSection: section)?.text == source else { continue }
                    try set("source_profile", name, file, section)
                    try addKeySection(name, key, to: file, document)
                }
            }
        }
    }

    /// Adds a key section to the file whose `source_profile` names it, so that this file works before the other is written.
    private mutating func addKeySection(
        _ name: String, _ key: ImportedKey, to file: AWSFile, _ document: AWSDocument
    ) throws(AWSConfigError) {
        let role = AWSSectionRole.profile(name)
        guard document.sections(of: role).isEmpty, keySections.insert("\(file) \(name)").inserted else { return }
        changes[file, default: []].append(.append(role, [.text("credential_process", try command(key))]))
    }

    private func command(_ key: ImportedKey) throws(AWSConfigError) -> String {
        try CredentialProcess(program: program, sessionID: key.id.hex, withoutMFA: key.hasMFA).command()
    }

    /// Removes the lines of a key from a section; says whether there were any.
    private mutating func remove(_ key: String, _ file: AWSFile, _ section: Int, _ profile: String?) -> Bool {
        guard let document = documents[file] else { return false }
        let places = document.places(inSection: section).filter { $0.key == key }
        guard !places.isEmpty else { return false }
        guard changed[file, default: []].insert(ChangedKey(section: section, key: key)).inserted else { return true }
        changes[file, default: []].append(.removeKey(section: section, key: key))
        for place in places { removed.append(RemovedLine(file: document.path, line: place.line, profile: profile, what: key)) }
        return true
    }

    private mutating func set(_ key: String, _ value: String, _ file: AWSFile, _ section: Int) throws(AWSConfigError) {
        guard changed[file, default: []].insert(ChangedKey(section: section, key: key)).inserted else { return }
        changes[file, default: []].append(.setText(section: section, key: key, value))
    }

    /// Removes what is left of the secrets: comments, lines that only some tools read, sections that the SDKs ignore.
    private mutating func sweep() throws(AWSConfigError) {
        let keys = stored.sorted().map { plan.keys[$0] }
        let finder = SecretFinder(keys.map(\.secretAccessKey))
        for file in AWSFile.allCases {
            guard let document = documents[file] else { continue }
            var gone: Set<Int> = []
            for line in removed where line.file == document.path { gone.insert(line.line) }
            for line in document.leadingLines where finder.find(in: line.bytes, of: document.bytes) != nil {
                removeLine(line.line, document, nil)
            }
            for section in document.sections.indices where !document.sections[section].isManaged {
                let lines = document.contentLines(inSection: section).filter { !gone.contains($0.line) }
                var owner: ImportedKey?
                for line in lines {
                    guard let found = finder.find(in: line.bytes, of: document.bytes) else { continue }
                    removeLine(line.line, document, document.sections[section])
                    if SecretFinder.names(Scrubber.secretKeys, line.bytes, of: document.bytes) { owner = keys[found] }
                }
                guard let owner else { continue }
                for line in lines where SecretFinder.names(Scrubber.secretKeys, line.bytes, of: document.bytes) {
                    removeLine(line.line, document, document.sections[section])
                }
                try set("credential_process", try command(owner), file, section)
            }
        }
    }

    private mutating func removeLine(_ line: Int, _ document: AWSDocument, _ section: AWSSection?) {
        changes[document.file, default: []].append(.removeLine(line))
        var profile: String?
        if case .profile(let name)? = section?.role { profile = name }
        let entry = RemovedLine(file: document.path, line: line, profile: profile, what: "a line with an imported secret")
        if removed.last != entry { removed.append(entry) }
    }
}
