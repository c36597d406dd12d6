import ArgumentParser
import LeappAgentProtocol
import LeappBytes
import LeappWorkspace

/// `leapp sso list`.
struct SSOList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the portals: whether leapp is signed in, what they offer, how many roles are gone, and their settings.",
        discussion: "Example: leapp sso list --json")

    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    func run() async throws {
        let portals = try await EngineAccess(access).client().portals()
        try PortalListing(portals: portals).render(json: output.json)
    }
}

/// The portals that `sso list` shows.
struct PortalListing: Sendable {
    let portals: [ListedPortal]

    /// Prints them.
    func render(json: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        guard !json else { return try surroundings.output.json(value) }
        guard !portals.isEmpty else {
            return try surroundings.note("no portals; `leapp sso add NAME START_URL --region REGION` adds one")
        }
        try surroundings.print(table)
    }

    /// The JSON that scripts read.
    var value: JSON { .object(["version": .integer(1), "portals": .list(portals.map { .object($0.fields) })]) }

    /// What people read.
    var table: Table {
        let hasSettings = portals.contains { !$0.settingsWords.isEmpty }
        return Table(
            columns: [
                Table.Column("NAME", least: 8), Table.Column("SIGNED IN"), Table.Column("ACCOUNTS"), Table.Column("ROLES"),
                Table.Column("GONE"), Table.Column("REGION"), Table.Column("START URL", least: 12), Table.Column("SYNCED"),
            ] + (hasSettings ? [Table.Column("SETTINGS", least: 8)] : []),
            rows: portals.map { portal in
                [
                    portal.name, portal.signInWords, String(portal.accounts), String(portal.roles), String(portal.gone),
                    portal.region, portal.startURL, portal.synced.map { UTCTime(seconds: $0).extended } ?? "never",
                ] + (hasSettings ? [portal.settingsWords] : [])
            })
    }
}

extension ListedPortal {
    /// What scripts read of it.
    var fields: [String: JSON] {
        [
            "id": .text(id), "name": .text(name), "startUrl": .text(startURL), "region": .text(region),
            "signedIn": .bool(signedIn), "expiration": .time(expiration), "renewable": .bool(renewable),
            "accounts": .integer(accounts), "roles": .integer(roles), "gone": .integer(gone), "synced": .time(synced),
            "settings": .object([
                "template": .text(template), "accounts": .texts(accountPatterns), "roles": .texts(rolePatterns),
                "tags": .object(
                    Dictionary(
                        tags.map { TextPair(tag: $0) }.map { ($0.key, JSON.text($0.value)) }, uniquingKeysWith: { $1 })),
            ]),
        ]
    }

    /// The settings as the options that give them.
    fileprivate var settingsWords: String {
        let options =
            [("--profile-template", template.map { [$0] } ?? []), ("--accounts", accountPatterns), ("--roles", rolePatterns)]
            + [("--set-tag", tags)]
        return options.flatMap { option, values in values.map { "\(option) \($0)" } }.joined(separator: " ")
    }

    /// Whether credentials come from it; a token that renews itself has no end that a person has to know.
    fileprivate var signInWords: String {
        guard signedIn else { return "no" }
        return renewable ? "yes" : expiration.map { "until \(UTCTime(seconds: $0).extended)" } ?? "yes"
    }
}
