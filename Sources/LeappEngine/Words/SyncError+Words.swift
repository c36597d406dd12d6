import LeappAgentProtocol
import LeappBytes
import LeappWorkspace

extension SyncError {
    /// One line for people.
    var words: String {
        switch self {
        case .settings(.template(.unknownPlaceholder(let name))):
            "the name template has no {\(name)}; it knows "
                + SessionNameTemplate.Placeholder.allCases.map { "{\($0.rawValue)}" }.joined(separator: ", ")
        case .settings(.template(.unbalanced)): "a brace of the name template lacks its other one"
        case .settings(.template(.withoutPlaceholder)):
            "the name template names everything alike; put {account} or {role} into it"
        case .settings(.template(.tooLong)): "the name template is longer than \(SessionNameTemplate.limit) bytes"
        case .settings(.pattern("")): "an empty pattern fits nothing"
        case .settings(.pattern(let pattern)): "a pattern is longer than \(Glob.limit) bytes: \(pattern.cut(to: 40))…"
        case .settings(.tooManyPatterns(let count)): "\(count) patterns; \(Glob.most) are the most"
        case .settings(.tag(let tag)): SessionEditFault.badTag(tag).words
        case .settings(.tooManyTags(let count)): "\(count) tags; \(SessionText.mostTags) are the most of a session"
        case .listing(.tooMany(let what, let most)):
            "the portal lists more than \(most) \(what), which is not taken; nothing was changed"
        case .listing(.endless(let what)):
            "the portal's list of \(what) does not end: page after page brings nothing new; nothing was changed"
        case .underWay(let portal): "\(portal) is being synced already; wait for the end of that, or end it, and try again"
        case .locked(let portal):
            "\(portal): the vault was locked while the portal was listed; nothing was changed; run `leapp unlock`, then "
                + "`leapp sso sync \(portal)`"
        case .portalRemoved(let portal): "\(portal) was removed while it was synced; nothing was changed"
        }
    }

    /// The code that callers are told, and the exit code.
    var code: (name: String, exit: Int) {
        switch self {
        case .settings(.template): ("BAD_TEMPLATE", Exit.usage)
        case .settings(.pattern), .settings(.tooManyPatterns): ("BAD_FILTER", Exit.usage)
        case .settings(.tag), .settings(.tooManyTags): ("BAD_EDIT", Exit.usage)
        case .listing: ("AWS_BAD_ANSWER", Exit.refused)
        case .underWay: ("BUSY", Exit.general)
        case .locked: ("LOCKED", Exit.locked)
        case .portalRemoved: ("NO_SUCH_PORTAL", Exit.name)
        }
    }
}
