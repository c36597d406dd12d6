import LeappBytes
import LeappMerge
import LeappWorkspace

/// The sessions that `session list` shows.
struct SessionListing: Sendable {
    let sessions: [ShownSession]

    /// Prints them.
    func render(json: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        guard !json else { return try surroundings.output.json(value) }
        guard !sessions.isEmpty else { return try surroundings.note("no sessions; take in ~/.aws with `leapp vault import`") }
        try surroundings.print(table)
    }

    /// The JSON that scripts read.
    var value: JSON { .object(["version": .integer(1), "sessions": .list(sessions.map(\.value))]) }

    /// What people read; what identifies a session comes first, as a narrow terminal loses the last columns.
    var table: Table {
        Table(
            columns: [
                Table.Column("NAME", least: 10), Table.Column("KIND"), Table.Column("ACCOUNT"), Table.Column("ROLE", least: 8),
                Table.Column("PROFILES", least: 8), Table.Column("REGION"), Table.Column("ACTIVE"),
            ],
            rows: sessions.map { shown in
                let session = shown.summary
                return [
                    session.name, session.kind.rawValue, session.accountID ?? "-", session.roleName ?? "-",
                    session.profiles.isEmpty ? "-" : session.profiles.joined(separator: ","), session.region ?? "-",
                    session.isOrphaned ? "orphaned" : shown.isActive ? "active" : "-",
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

    /// The JSON that scripts read.
    var value: JSON {
        .object([
            "id": .text(summary.id.hex), "name": .text(summary.name), "alias": .text(summary.alias),
            "kind": .text(summary.kind.rawValue),
            "accountId": .text(summary.accountID), "roleName": .text(summary.roleName), "roleArn": .text(summary.roleARN),
            "profiles": .texts(summary.profiles),
            "region": .text(summary.region), "parent": .text(summary.parent?.hex), "portal": .text(summary.portal),
            "active": .bool(isActive),
            "expiration": .time(expiration), "orphaned": .bool(summary.isOrphaned), "mfa": .bool(summary.hasMFA),
            "tags": .object(Dictionary(summary.tags.map { ($0.key, JSON.text($0.value)) }, uniquingKeysWith: { $1 })),
        ])
    }
}
