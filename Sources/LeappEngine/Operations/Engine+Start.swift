import LeappAWS
import LeappAgentProtocol
import LeappCrypto
import LeappMerge
import LeappState
import LeappVault
import LeappWorkspace

extension Engine {
    /// Gets credentials and writes the section that hands them to tools.
    ///
    /// Credentials are fetched for both methods, so that a session that cannot work is refused before `~/.aws` is touched.
    func start(_ frame: SecretArena, _ answer: Answer) async throws {
        let request = try StartRequest(parsing: frame.bytes)
        let vault = try required(request.vault)
        let session = try vault.session(named: request.name)
        let profile = request.profile ?? Self.profile(of: session, calledBy: request.name)
        let calledBy = session.profiles.contains(profile) ? profile : request.name
        let region = try vault.index().region(of: session, calledBy: calledBy)
        let (method, program, adopt) = (request.method, request.program, request.adopt)
        let (config, credentialsFile) = (request.configFile, request.credentialsFile)
        let code = SecretSlice(keeping: request.mfaCode)

        let credentials = try await vault.credentials(for: session, code: code)
        guard vault === opened else { throw EngineError.locked(holding: nil) }
        let content: SectionContent =
            switch method {
            case .file: .keys(SectionKeys(credentials))
            case .process: .process(program: program)
            }
        let expiration = method == .file ? credentials.expiration : nil
        let wanted = SectionStart(
            profile: profile, sessionID: session.id.hex, sessionName: session.name, vaultID: vault.vault.vaultID.bytes,
            content: content, region: region, expiration: expiration, configFile: config, credentialsFile: credentialsFile,
            adopt: adopt)
        try vault.noteUse(of: session, at: effects.now() / 1000)
        guard let written = try vault.sections.start(wanted) else {
            return try await answer.send { frame in
                StartReply(profile: profile, file: config, isPresent: true).encode(into: &frame)
            }
        }
        vault.watch(written, content, expiration: expiration, at: effects.bootTime(), time: effects.now() / 1000)
        try await answer.send { frame in
            StartReply(profile: profile, file: written.key.file, expiration: expiration).encode(into: &frame)
        }
    }

    /// Removes sections of started sessions, by the session's name or by the profile's, or all of them.
    func stop(_ frame: SecretArena, _ answer: Answer) async throws {
        let request = try StopRequest(parsing: frame.bytes)
        let vault = try required(request.vault)
        let stopped =
            switch request.target {
            case .all: try vault.stopAll()
            case .named(let name): try vault.stop(named: name)
            }
        if case .named(let name) = request.target, stopped.isEmpty { throw EngineError.notStarted(name: name) }
        let sections = stopped.map { StopReply.Section($0) }
        try await answer.send { StopReply(stopped: sections).encode(into: &$0) }
    }

    /// The profile that a session's section gets where none is named: what it was called by, where that is one of its
    /// profiles, else its only or first profile, else its name.
    private static func profile(of session: SessionSummary, calledBy name: String) -> String {
        if session.profiles.contains(name) { return name }
        if session.profiles.contains(session.name) { return session.name }
        return session.profiles.first ?? session.name
    }
}

extension StopReply.Section {
    /// What became of a section.
    init(_ outcome: SectionOutcome) { self.init(profile: outcome.profile, file: outcome.file, left: outcome.left?.words) }
}

extension SectionKeys {
    init(_ credentials: Credentials) {
        self.init(
            accessKeyID: credentials.accessKeyID, secretAccessKey: credentials.secretAccessKey,
            sessionToken: credentials.sessionToken)
    }
}
