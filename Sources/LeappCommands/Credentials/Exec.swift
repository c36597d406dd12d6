import ArgumentParser
import LeappAgentProtocol

/// `leapp exec`.
struct Exec: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a command with a session's credentials in its environment.",
        discussion: """
            Example: leapp exec staging -- terraform plan
            The command takes leapp's place: signals, terminal and exit code are its own.
            """)

    @Argument(help: "A session's name, alias, id, profile, or account/role.")
    var name: String

    @Argument(parsing: .postTerminator, help: "The command and its arguments.")
    var command: [String]

    @OptionGroup var code: CodeOptions
    @OptionGroup var access: AccessOptions

    func validate() throws {
        guard !command.isEmpty else {
            throw ValidationError("Name a command behind --, as in leapp exec staging -- terraform plan")
        }
    }

    func run() async throws {
        let frame = try await FieldCredentials(name: name, code: code.mfaCode).fetch(access)
        let failure = try FieldCredentials.read(frame) { credentials in
            Replacement(wordCount: command.count).become(environment: CredentialVariables.block(for: credentials))
        }
        throw CommandError.cannotRun(command: command[0], code: failure)
    }
}
