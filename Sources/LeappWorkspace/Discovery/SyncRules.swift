/// Settings of a sync that were understood: which accounts and roles are taken in, and how they are named.
public struct SyncRules: Hashable, Sendable {
    /// Why settings cannot be used.
    public enum Fault: Error, Hashable, Sendable {
        /// The template is none.
        case template(SessionNameTemplate.Fault)
        /// A pattern is empty or longer than ``Glob/limit`` bytes.
        case pattern(String)
        /// More than ``Glob/most`` patterns.
        case tooManyPatterns(Int)
        /// This is no tag.
        case tag(TextPair)
        /// More than ``SessionText/mostTags`` tags.
        case tooManyTags(Int)
    }

    let template: SessionNameTemplate
    private let accounts: [Glob]
    private let roles: [Glob]
    /// The tags of sessions that are found for the first time.
    let tags: [TextPair]

    /// Understands `settings`.
    public init(_ settings: SyncSettings) throws(Fault) {
        do throws(SessionNameTemplate.Fault) {
            template =
                try settings.template.map { text throws(SessionNameTemplate.Fault) in try .init(parsing: text) } ?? .standard
        } catch {
            throw .template(error)
        }
        accounts = try SyncRules.globs(settings.accounts)
        roles = try SyncRules.globs(settings.roles)
        if let tag = settings.tags.first(where: { !SessionText.isTag($0) }) { throw .tag(tag) }
        guard settings.tags.count <= SessionText.mostTags else { throw .tooManyTags(settings.tags.count) }
        tags = settings.tags
    }

    /// Whether an account is taken in, by its name or its id.
    public func takes(accountID: String, name: String?) -> Bool {
        accounts.isEmpty || accounts.contains { $0.matches(accountID) || name.map($0.matches) ?? false }
    }

    /// Whether a role of this name is taken in.
    public func takes(role: String) -> Bool { roles.isEmpty || roles.contains { $0.matches(role) } }

    private static func globs(_ patterns: [String]) throws(Fault) -> [Glob] {
        guard patterns.count <= Glob.most else { throw .tooManyPatterns(patterns.count) }
        var globs: [Glob] = []
        for pattern in patterns {
            guard let glob = Glob(pattern) else { throw .pattern(pattern) }
            globs.append(glob)
        }
        return globs
    }
}
