import ArgumentParser
import LeappAWSConfig
import LeappAgentProtocol

/// `leapp session start`.
struct Start: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start a session: write its profile to ~/.aws and keep it fresh.",
        discussion: """
            Example: leapp session start prod-admin
            Every tool then works with `--profile prod-admin`, until `leapp session stop`, `leapp lock`, or the end of the key's life.
            Without a name, a list to choose from: type parts of a name, account, role or profile; Enter starts, Esc leaves.
            """)

    @Argument(help: "A session's name, alias, id, profile, or account/role; without one, a list to choose from.")
    var name: String?

    @Option(help: "The profile to write; else the session's own.")
    var profile: String?

    @Option(help: "Write the keys to the credentials file, or a credential_process line to the config file.")
    var method = SectionMethod.file

    @Flag(help: "Take over a section of that name that leapp did not write; it comes back at stop.")
    var adopt = false

    @OptionGroup var files: AWSFileOptions
    @OptionGroup var code: CodeOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Vault") var vault: VaultOptions

    func validate() throws {
        guard profile.map(AWSDocument.isWritableName) != false else {
            throw ValidationError("--profile '\(profile ?? "")' is not a name that all tools read alike; choose another.")
        }
    }

    func run() async throws {
        if name == nil { try SessionChoice.requireTerminal() }
        let access = try EngineAccess(vault)
        let agent = try await access.requiredAgent(for: "`session start`")
        let name = if let name { name } else { try await SessionChoice.ask(agent) }
        let start = try EngineClient.Start(
            name: name, profile: profile, method: method.requested, configFile: files.config(access.places),
            credentialsFile: files.credentials(access.places), adopt: adopt, program: Surroundings.current.program)
        let started = try await CodePrompt(given: code.mfaCode, mayAsk: true).provide { code throws(CommandError) in
            try await agent.start(start, code: code)
        }
        try StartedResult(name: name, method: method.requested, reply: started).render(json: output.json)
    }
}

/// `--method`: how tools find a started session's credentials.
enum SectionMethod: String, CaseIterable, Sendable, ExpressibleByArgument {
    /// Key, secret and token in the credentials file.
    case file
    /// A `credential_process` line in the config file.
    case process

    /// As the agent is asked for it.
    var requested: StartRequest.Method {
        switch self {
        case .file: .file
        case .process: .process
        }
    }
}
