import LeappBytes
import LeappWorkspace

extension SessionEditFault {
    /// One line for people.
    var words: String {
        switch self {
        case .missing(let id): "no session has the id \(id) any more; nothing was changed"
        case .oneNameForMany(let count): "a name or an alias is for one session, and \(count) are meant; nothing was changed"
        case .nameTaken(let name, let other):
            "\(name): the session \(other) goes by that already; choose another name, or change that one first"
        case .badName(let name):
            "'\(name)' is no name for a session: up to \(SessionText.longestName) bytes, no blanks at the ends, "
                + "no control characters, no dash in front"
        case .badRegion(let region): "'\(region)' is no region: they are written as eu-west-1 or us-gov-west-1"
        case .badTag(let tag):
            "'\(tag.key.cut(to: 80))=\(tag.value.cut(to: 80))' is no tag: KEY=VALUE, a key of 1 to \(SessionText.longestKey) bytes, "
                + "a value of up to \(SessionText.longestValue), no control characters, no blanks at the ends"
        case .tooManyTags(let session, let count):
            "\(session): would have \(count) tags; \(SessionText.mostTags) are the most. Nothing was changed"
        }
    }

    /// The code that callers are told, and the exit code.
    var code: (name: String, exit: Int) {
        switch self {
        case .missing: ("NOT_FOUND", Exit.name)
        case .nameTaken: ("NAME_TAKEN", Exit.name)
        case .oneNameForMany, .badName, .badRegion, .badTag, .tooManyTags: ("BAD_EDIT", Exit.usage)
        }
    }
}
