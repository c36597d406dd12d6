import ArgumentParser
import LeappAgentProtocol
import LeappWorkspace

/// Which sessions a command is about.
///
/// What may be given once is a list all the same: the parser takes the last of several without a word.
struct SessionFilterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only sessions of this account: its id, or a pattern.", valueName: "pattern"))
    var account: [String] = []

    @Option(help: ArgumentHelp("Only sessions of this role: its name, or a pattern.", valueName: "pattern"))
    var role: [String] = []

    @Option(help: ArgumentHelp("Only sessions of this portal: its name or start URL, or a pattern.", valueName: "pattern"))
    var portal: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only sessions with this tag: KEY, or KEY=VALUE where VALUE may be a pattern. May be repeated.", valueName: "tag"))
    var tag: [String] = []

    @Option(help: "Only sessions of this kind.")
    var kind: [SessionKind] = []

    /// What the options say, and `words`.
    func filter(words: [String] = []) -> SessionFilter {
        SessionFilter(
            text: words.isEmpty ? nil : words.joined(separator: " "), account: account.first, role: role.first,
            portal: portal.first, kind: kind.first?.record, tags: tag)
    }

    func validate() throws {
        for (option, patterns) in [("--account", account), ("--role", role), ("--portal", portal)] {
            guard patterns.count < 2 else {
                throw ValidationError("\(option) is given twice; give one pattern, in which * stands for any letters.")
            }
            guard patterns != [""] else { throw ValidationError("\(option) wants a pattern; without the option, all are meant.") }
        }
        guard kind.count < 2 else { throw ValidationError("--kind is given twice; give one, and run the command for each.") }
        guard tag.allSatisfy({ !$0.isEmpty && !$0.hasPrefix("=") }) else {
            throw ValidationError("--tag wants KEY or KEY=VALUE.")
        }
    }
}

/// The words that narrow a list of sessions, each an argument or several in one.
struct SessionWords: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Only sessions with each of these words in name, alias, account, role, profile or tags.", valueName: "word"))
    var words: [String] = []

    func validate() throws {
        guard words.joined(separator: " ").utf8.count <= AgentLimits.text else {
            throw ValidationError("The words to look for are longer than \(AgentLimits.text) bytes together; give less of them.")
        }
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
