import ArgumentParser
import LeappWorkspace

/// What is taken in of a portal, and what it is called; kept as the portal's settings.
struct SyncOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What new sessions are called. Default: {account}-{role}. Sessions that exist keep their names.",
            valueName: "template"))
    var profileTemplate: String?

    @Option(
        help: ArgumentHelp(
            "Only accounts whose name or id this pattern matches, as in prod-*. May be repeated.", valueName: "glob"))
    var accounts: [String] = []

    @Option(help: ArgumentHelp("Only roles whose name this pattern matches, as in *Admin*. May be repeated.", valueName: "glob"))
    var roles: [String] = []

    @Option(
        help: ArgumentHelp(
            "A tag of new sessions; may be repeated. `leapp session edit` tags those that there are.", valueName: "key=value"))
    var setTag: [String] = []

    @Flag(help: "New sessions get no tags any more.")
    var noTags = false

    /// Whether any is given.
    var areGiven: Bool { settings != SyncSettings() || noTags }

    /// As the portal's record keeps them.
    var settings: SyncSettings {
        SyncSettings(template: profileTemplate, accounts: accounts, roles: roles, tags: setTag.map { TextPair(tag: $0) })
    }

    /// The tags that a request sets; nil where it leaves them as they are.
    var tags: [String]? { noTags || !setTag.isEmpty ? setTag : nil }

    func validate() throws {
        guard (accounts + roles).allSatisfy({ !$0.isEmpty }) else {
            throw ValidationError("A pattern is not empty; * matches everything.")
        }
        try TagTexts.check(setTag)
        guard !noTags || setTag.isEmpty else { throw ValidationError("Give --set-tag or --no-tags, not both.") }
        guard let profileTemplate else { return }
        do throws(SessionNameTemplate.Fault) {
            _ = try SessionNameTemplate(parsing: profileTemplate)
        } catch {
            throw ValidationError("'\(profileTemplate)' is no template: \(error.words)")
        }
    }
}

extension SessionNameTemplate.Fault {
    /// What is wrong with the template.
    fileprivate var words: String {
        let known = SessionNameTemplate.Placeholder.allCases.map { "{\($0.rawValue)}" }.joined(separator: ", ")
        switch self {
        case .unknownPlaceholder(let name): return "{\(name)} stands for nothing; there are \(known)."
        case .unbalanced: return "a brace is without its other one; there are \(known)."
        case .withoutPlaceholder: return "all sessions would have one name; there are \(known)."
        case .tooLong: return "it is longer than \(SessionNameTemplate.limit) bytes."
        }
    }
}
