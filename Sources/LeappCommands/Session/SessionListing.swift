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
                isFiltered
                    ? "no session matches"
                    : "no sessions; take in ~/.aws with `leapp vault import`, and what a portal offers with `leapp sso sync`")
        }
        try surroundings.print(table)
    }

    /// The JSON that scripts read.
    var value: JSON { .object(["version": .integer(1), "sessions": .list(sessions.map(\.value))]) }

    /// What people read; what identifies a session comes first, as a narrow terminal loses the last columns, and its name, which
    /// people type, stays readable. A column that has nothing in any row is left out.
    var table: Table {
        let shown = SessionListing.columns.filter { column in column.isAlways || sessions.contains { column.text($0) != nil } }
        return Table(
            columns: shown.map(\.column), rows: sessions.map { session in shown.map { $0.text(session) ?? "-" } })
    }

    private struct Column {
        let column: Table.Column
        var isAlways = false
        let text: (ShownSession) -> String?
    }

    private static var columns: [Column] {
        [
            Column(column: Table.Column("NAME", least: 20), isAlways: true) { $0.summary.name },
            Column(column: Table.Column("ALIAS", least: 8)) { $0.summary.alias },
            Column(column: Table.Column("STATE")) { $0.state },
            Column(column: Table.Column("KIND"), isAlways: true) { $0.summary.kind.rawValue },
            Column(column: Table.Column("ACCOUNT"), isAlways: true) { $0.summary.accountID },
            Column(column: Table.Column("ACCOUNT NAME", least: 8)) { $0.summary.accountName },
            Column(column: Table.Column("ROLE", least: 8)) { $0.summary.roleName },
            Column(column: Table.Column("REGION")) { $0.summary.region },
            Column(column: Table.Column("PROFILES", least: 8)) { $0.profiles },
            Column(column: Table.Column("TAGS", least: 8)) { $0.tags },
        ]
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

    /// A word for people; nil where there is nothing to say.
    var state: String? {
        if summary.isGone { return "gone" }
        if summary.isOrphaned { return "orphaned" }
        return isActive ? "active" : nil
    }

    fileprivate var profiles: String? { summary.profiles.isEmpty ? nil : summary.profiles.joined(separator: ",") }

    fileprivate var tags: String? {
        summary.tags.isEmpty ? nil : summary.tags.map { $0.value.isEmpty ? $0.key : $0.tagText }.joined(separator: ",")
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
