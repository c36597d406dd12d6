import LeappAgentProtocol

/// What `sso sync` found and changed.
struct SyncReport: Sendable {
    /// What it found at one portal.
    struct Outcome: Sendable {
        let portal: ListedPortal
        let changes: [SyncChange]
        let totals: SyncTotals

        /// The changes of one kind, in the order in which they were told.
        func changes(_ kind: SyncChange.Kind) -> [SyncChange] { changes.filter { $0.change == kind } }
    }

    /// A portal that was not listed.
    struct Failure: Sendable {
        let portal: ListedPortal
        let answer: AgentFailure
    }

    /// Whether the vault is as it was.
    let isDryRun: Bool
    /// Whether settings of the portal were given, which are kept whatever was found.
    var hasSettings = false
    /// The portals that were listed.
    var outcomes: [Outcome]
    /// Those that were not.
    var failures: [Failure] = []

    /// How many lines of a kind are shown to people; the JSON has all.
    private static let shown = 10

    /// Prints it.
    func render(json: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        guard !json else { return try surroundings.output.json(value) }
        if outcomes.isEmpty, failures.isEmpty { try surroundings.note("there are no portals") }
        for outcome in outcomes {
            for line in lines(outcome) { try surroundings.output.line(line) }
        }
    }

    /// What people read of one portal.
    func lines(_ outcome: Outcome) -> [String] {
        let totals = outcome.totals
        let resumed = totals.resumed ? ", begun earlier" : ""
        var lines = [
            "\(outcome.portal.name): \(SyncWords.count(totals.accounts, "account")), \(SyncWords.count(totals.roles, "role"))\(resumed)"
        ]
        for kind in SyncChange.Kind.allCases {
            let changes = outcome.changes(kind)
            guard !changes.isEmpty else { continue }
            lines.append("  \(kind.words(isDryRun: isDryRun)): \(changes.count)")
            lines += changes.prefix(Self.shown).map { "    \(SyncWords.line($0))" }
            if changes.count > Self.shown { lines.append("    and \(changes.count - Self.shown) more") }
        }
        if lines.count == 1 {
            let what = hasSettings ? "no account or role" : "nothing"
            lines[0] += isDryRun ? "; \(what) would change" : "; \(what) has changed"
        }
        return lines
    }

    /// The JSON that scripts read.
    var value: JSON {
        .object([
            "version": .integer(1), "dryRun": .bool(isDryRun), "portals": .list(outcomes.map(Self.value)),
            "failed": .list(
                failures.map { failure in
                    .object([
                        "portal": .text(failure.portal.name), "id": .text(failure.portal.id), "code": .text(failure.answer.code),
                        "exit": .integer(Int64(failure.answer.exit)), "message": .text(failure.answer.message),
                    ])
                }),
        ])
    }

    private static func value(_ outcome: Outcome) -> JSON {
        var fields: [String: JSON] = [
            "portal": .text(outcome.portal.name), "id": .text(outcome.portal.id), "accounts": .integer(outcome.totals.accounts),
            "roles": .integer(outcome.totals.roles), "untold": .integer(outcome.totals.untold),
            "resumed": .bool(outcome.totals.resumed),
        ]
        for kind in SyncChange.Kind.allCases { fields[kind.rawValue] = .list(outcome.changes(kind).map(Self.value)) }
        return .object(fields)
    }

    private static func value(_ change: SyncChange) -> JSON {
        .object([
            "name": .text(change.name), "accountId": .text(change.accountID), "accountName": .text(change.accountName),
            "roleName": .text(change.role), "was": .text(change.was),
        ])
    }
}

extension SyncChange.Kind {
    /// The title of the list of such changes.
    fileprivate func words(isDryRun: Bool) -> String {
        switch self {
        case .added: isDryRun ? "would be added" : "added"
        case .gone: "gone at the portal, kept here"
        case .returned: "there again"
        case .renamed: "accounts with a new name"
        }
    }
}
