import ArgumentParser

/// `leapp sso`: portals of IAM Identity Center.
struct SSOCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sso", abstract: "Add SSO portals, sign in once, and list everything behind them.",
        discussion: """
            Example:
              leapp sso add acme https://acme.awsapps.com/start --region eu-west-1
              leapp sso login
              leapp sso sync
            """,
        subcommands: [SSOAdd.self, SSOLogin.self, SSOSync.self, SSOList.self, SSOLogout.self, SSORemove.self])
}

/// How a portal is named on the command line.
enum PortalArgument {
    /// What help says of a portal's name that may be left out.
    static let help = "A portal's name, id or start URL; may be left out where there is one portal."
}
