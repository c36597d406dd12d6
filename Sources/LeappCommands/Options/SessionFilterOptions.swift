import ArgumentParser
import LeappWorkspace

/// Which sessions a command is about.
struct SessionFilterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only sessions of this account: its id, or a pattern.", valueName: "pattern"))
    var account: String?

    @Option(help: ArgumentHelp("Only sessions of this role: its name, or a pattern.", valueName: "pattern"))
    var role: String?

    @Option(help: ArgumentHelp("Only sessions of this portal: its name or start URL, or a pattern.", valueName: "pattern"))
    var portal: String?

    @Option(
        help: ArgumentHelp(
            "Only sessions with this tag: KEY, or KEY=VALUE where VALUE may be a pattern. May be repeated.", valueName: "tag"))
    var tag: [String] = []

    @Option(help: "Only sessions of this kind.")
    var kind: SessionKind?

    /// What the options say, and `text`.
    func filter(text: String?) -> SessionFilter {
        SessionFilter(text: text, account: account, role: role, portal: portal, kind: kind?.record, tags: tag)
    }
}

/// A kind of session on the command line.
enum SessionKind: String, CaseIterable, Sendable, ExpressibleByArgument {
    case iamUser = "iam-user"
    case assumedRole = "assumed-role"
    case ssoRole = "sso-role"
    case samlRole = "saml-role"
    case webIdentityRole = "web-identity-role"
    case process

    /// The kind of its record.
    var record: RecordKind {
        switch self {
        case .iamUser: .iamUser
        case .assumedRole: .assumedRole
        case .ssoRole: .ssoRole
        case .samlRole: .samlRole
        case .webIdentityRole: .webIdentityRole
        case .process: .process
        }
    }
}
