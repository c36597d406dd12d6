import ArgumentParser

/// `leapp session generate`, which lines in the config files of Leapp's users call.
struct Generate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a session's credentials as credential_process JSON; the name that Leapp's users know.",
        discussion: "Example, in ~/.aws/config: credential_process = leapp session generate 2f6e0c1d-4a1f-4a3b-9d5e-1f0a7c6b8e21")

    @Argument(help: "A session's id, alias or name.")
    var id: String

    @OptionGroup var access: AccessOptions

    func run() async throws {
        try await CredentialOutput(name: id, withoutMFA: false, code: nil).print(access)
    }
}
