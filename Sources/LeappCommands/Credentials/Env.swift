import ArgumentParser
import LeappCrypto

/// `leapp env`.
struct Env: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the lines that set a session's credentials in a shell.",
        discussion: """
            Examples:
              eval "$(leapp env staging)"
              leapp env staging --shell fish | source
              leapp env staging --shell powershell | Out-String | Invoke-Expression
              leapp env staging --shell nu | from nuon | load-env
            """)

    @Argument(help: "A session's name, alias, id, profile, or account/role.")
    var name: String

    @Option(help: "The shell's syntax; else that of $SHELL.")
    var shell: Shell?

    @OptionGroup var code: CodeOptions
    @OptionGroup var access: AccessOptions

    func run() async throws {
        let surroundings = Surroundings.current
        let shell = shell ?? Shell.of(shellPath: surroundings.variable("SHELL"))
        let frame = try await FieldCredentials(name: name, code: code.mfaCode).fetch(access)
        let script = try FieldCredentials.read(frame) { SecretArena(CredentialVariables.script(for: $0, in: shell)) }
        try surroundings.output.write(script.bytes)
    }
}

extension Shell: ExpressibleByArgument {}
