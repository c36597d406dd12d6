import ArgumentParser
import LeappAgentProtocol

/// `leapp credential-process`, which SDKs call.
struct CredentialProcess: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a session's credentials as JSON for an SDK's credential_process; never prompts.",
        discussion: "Example, in ~/.aws/config: credential_process = /usr/local/bin/leapp credential-process prod-admin")

    @Argument(help: "A session's name, alias, id, profile, or account/role.")
    var name: String

    @Flag(name: .customLong("no-mfa"), help: "Do without the MFA device, as a plain key in the credentials file does.")
    var withoutMFA = false

    @Option(
        help: ArgumentHelp(
            "The MFA device's one-time code; where one is needed and none is given, the exit code is 16.", valueName: "code"))
    var mfaCode: String?

    @OptionGroup var access: AccessOptions

    func validate() throws { try CodeOptions.check(mfaCode) }

    func run() async throws {
        try await CredentialOutput(name: name, withoutMFA: withoutMFA, code: mfaCode).print(access)
    }
}

/// Credentials in the form of a `credential_process`, for a caller that holds the terminal.
struct CredentialOutput: Sendable {
    let name: String
    let withoutMFA: Bool
    let code: String?

    /// Fetches and prints them.
    func print(_ options: AccessOptions) async throws(CommandError) {
        let surroundings = Surroundings.current
        let client = try await EngineAccess(options, sources: .withoutPrompt(surroundings)).client()
        let frame = try await CodePrompt(given: code, mayAsk: false).provide { code throws(CommandError) in
            try await client.credentials(name, form: .process, withoutMFA: withoutMFA, code: code)
        }
        try EngineClient.writeOutput(of: frame, to: surroundings.output)
    }
}
