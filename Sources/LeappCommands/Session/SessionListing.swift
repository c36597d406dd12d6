import LeappBytes
import LeappMerge
import LeappWorkspace

/// The sessions that `session list` shows.
struct SessionListing: Sendable {
    let sessions: [ShownSession]

    /// Prints them.
    func render(json: Bool, isFiltered: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        guard !json else { return try surroundings.output.json(value) }
        guard !sessions.isEmpty else {
            return try surroundings.note(
                isFiltered ? "no session matches" : "no sessions; take in ~/.aws with `leapp vault import`")
        }
        try surroundings.print(table)
    }

    /// The JSON that scripts read.
    var value: JSON { .object(["version": .integer(1), "sessions": .list(sessions.map(\.value))]) }

    /// What people read; what identifies a session comes first, as a narrow terminal loses the last columns, and its name, which
    /// people type, stays readable.
    var table: Table {
        let hasAccountNames = sessions.contains { $0.summary.accountName != nil }
        let accountName = hasAccountNames ? [Table.Column("ACCOUNT NAME", least: 8)] : []
        return Table(
            columns: [Table.Column("NAME", least: 20), Table.Column("KIND"), Table.Column("ACCOUNT")] + accountName + [
                Table.Column("ROLE", least: 8), Table.Column("PROFILES", least: 8), Table.Column("REGION"),
                Table.Column("ACTIVE"),
            ],
            rows: sessions.map { shown in
                let session = shown.summary
                return [session.name, session.kind.rawValue, session.accountID ?? "-"]
                    + (hasAccountNames ? [session.accountName ?? "-"] : []) + [
                        session.roleName ?? "-", session.profiles.isEmpty ? "-" : session.profiles.joined(separator: ","),
                        session.region ?? "-", shown.state,
                    ]
            })
    }
}

/// A session with its run state.
struct ShownSession: Equatable, Sendable {
    let summary: SessionSummary
    let isActive: Bool
    /// When the started section's credentials end, in seconds since 1970.
    let expiration: Int64?
    /// When it was last started on this machine, in seconds since 1970.
    let lastUsed: Int64?

    /// A word for people.
    fileprivate var state: String {
        if summary.isGone { return "gone" }
        if summary.isOrphaned { return "orphaned" }
        return isActive ? "active" : "-"
    }

    /// The JSON that scripts read.
    var value: JSON {
        .sorted([
            "accountId": .text(summary.accountID), "accountName": .text(summary.accountName), "active": .bool(isActive),
            "alias": .text(summary.alias),
            "expiration": .time(expiration), "gone": .bool(summary.isGone), "id": .text(summary.id.hex),
            "kind": .text(summary.kind.rawValue),
            "lastUsed": .time(lastUsed),
            "mfa": .bool(summary.hasMFA), "name": .text(summary.name), "orphaned": .bool(summary.isOrphaned),
            "parent": .text(summary.parent?.hex), "portal": .text(summary.portal), "profiles": .texts(summary.profiles),
            "region": .text(summary.region), "roleArn": .text(summary.roleARN), "roleName": .text(summary.roleName),
            "tags": .object(Dictionary(summary.tags.map { ($0.key, JSON.text($0.value)) }, uniquingKeysWith: { $1 })),
        ])
    }
}
