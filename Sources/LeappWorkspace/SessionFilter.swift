/// Which sessions of a workspace are meant; what is not given chooses all.
public struct SessionFilter: Hashable, Sendable {
    /// Words that all occur in something that the session goes by.
    public var text: String?
    /// The account's id or name, or a ``Glob`` of it; as the others.
    public var account: String?
    /// The role's name.
    public var role: String?
    /// The portal's name or start URL.
    public var portal: String?
    /// What kind of session.
    public var kind: RecordKind?
    /// Tags that the session has, all of them: `KEY` or `KEY=VALUE`.
    public var tags: [String]

    /// A filter.
    public init(
        text: String? = nil, account: String? = nil, role: String? = nil, portal: String? = nil, kind: RecordKind? = nil,
        tags: [String] = []
    ) {
        (self.text, self.account, self.role, self.portal, self.kind, self.tags) = (text, account, role, portal, kind, tags)
    }

    /// Whether it chooses all.
    public var isEmpty: Bool { self == SessionFilter() }
}

extension SessionIndex {
    /// The sessions that `filter` chooses, in their order.
    public func sessions(matching filter: SessionFilter) -> [SessionSummary] {
        guard !filter.isEmpty else { return sessions }
        let chosen = ChosenSessions(filter, portalNames: portalNames)
        return sessions.filter { chosen.contains($0) }
    }
}

/// A filter taken apart once for thousands of sessions.
private struct ChosenSessions {
    private let filter: SessionFilter
    private let words: [Substring]
    private let account: NamePattern?
    private let role: NamePattern?
    private let portals: Set<String>?
    private let tags: [(key: Substring, value: NamePattern?)]

    init(_ filter: SessionFilter, portalNames: [String: String]) {
        self.filter = filter
        words = (filter.text ?? "").lowercased().split(separator: " ")
        account = filter.account.map { NamePattern($0) }
        role = filter.role.map { NamePattern($0) }
        portals = filter.portal.map { text in
            let (glob, url) = (NamePattern(text), Portal.normalised(text))
            return Set(
                portalNames.filter { $0.key == url || glob.matches($0.key) || glob.matches($0.value) }.map(\.key))
        }
        tags = filter.tags.map { tag in
            let parts = tag.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (parts[0], parts.count == 2 ? NamePattern(String(parts[1])) : nil)
        }
    }

    func contains(_ session: SessionSummary) -> Bool {
        if let kind = filter.kind, session.kind != kind { return false }
        if let role, !role.matches(session.roleName) { return false }
        if let account, !account.matches(session.accountID), !account.matches(session.accountName) { return false }
        if let portals, !portals.contains(session.portal.map { Portal.normalised($0) } ?? "") { return false }
        let hasTags = tags.allSatisfy { tag in
            session.tags.contains { $0.key == tag.key && (tag.value?.matches($0.value) ?? true) }
        }
        return hasTags && (words.isEmpty || session.isFound(by: words))
    }
}

/// A ``Glob`` of names that may not be there; one that cannot be a pattern finds nothing.
private struct NamePattern {
    private let glob: Glob?

    init(_ text: String) { glob = Glob(text) }

    func matches(_ name: String?) -> Bool {
        guard let glob, let name else { return false }
        return glob.matches(name)
    }
}
