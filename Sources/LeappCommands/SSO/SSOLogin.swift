import ArgumentParser

/// `leapp sso login`.
struct SSOLogin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Sign in to a portal in the browser; the token stays in the sealed cache of this machine.",
        discussion: """
            The browser is $BROWSER, else the desktop's. Over ssh, in a container and without a display it is a code that
            is typed in at a browser anywhere.
            Examples:
              leapp sso login
              leapp sso login acme --device-code
            """)

    @Argument(help: "\(PortalArgument.help)")
    var name: String?

    @OptionGroup var signIn: SignInOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    func run() async throws {
        let client = try await EngineAccess(access).client()
        let portal = try PortalChoice(portals: try await client.portals()).one(name)
        try await SignIn(client: client, way: signIn.way).run(at: portal).render(json: output.json)
    }
}
