import ArgumentParser
import LeappAgentProtocol
import LeappMerge
import LeappWorkspace

/// `leapp session edit`.
struct Edit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Rename sessions, and give them an alias, a region, tags.",
        discussion: """
            Sessions are named, or chosen by filters. What is chosen here stays through every sync of a portal.
            Examples:
              leapp session edit acme-prod-admin --set-alias prod --set-region eu-central-1
              leapp session edit --account '1111*' --role Admin --set-tag env=prod --set-tag team=core
              leapp session edit prod --remove-tag team --remove-alias
            """)

    @Argument(help: "Sessions, by name, alias, profile, ACCOUNT/ROLE or id.")
    var names: [String] = []

    @OptionGroup(title: "Filters") var filters: SessionFilterOptions

    @OptionGroup(title: "Changes") var changes: SessionChangeOptions

    @Flag(help: "Say what would change, and change nothing.")
    var dryRun = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    func validate() throws {
        let filter = filters.filter()
        guard names.isEmpty != filter.isEmpty else {
            throw ValidationError(
                names.isEmpty
                    ? "Name sessions, or choose them with --account, --role, --portal, --tag or --kind."
                    : "Name sessions or choose them with filters, not both.")
        }
        guard changes.areGiven else {
            throw ValidationError(
                "Say what to change: --set-name, --set-alias, --set-region, --set-tag, or a --remove-… of these.")
        }
    }

    func run() async throws {
        let client = try await EngineAccess(access).client()
        let chosen = names.isEmpty ? try await client.list(filters.filter()).map(\.summary.id.hex) : names
        guard !chosen.isEmpty else { throw CommandError.noSuchName("no session matches; `leapp session list` shows all") }
        let (ids, unchanged) = try await client.edit(chosen, changes.request, dryRun: dryRun)
        let changed = Set(ids)
        // The names as they are now: a new one among them.
        let sessions = changed.isEmpty ? [] : try await client.list().filter { changed.contains($0.summary.id) }
        try SessionEdited(
            isDryRun: dryRun, unchanged: unchanged, changed: sessions.map(\.summary),
            started: changes.request.region == nil ? [] : sessions.filter(\.isActive).map(\.summary.name)
        ).render(json: output.json)
    }
}

/// What `session edit` changes.
struct SessionChangeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A new name, for one session.", valueName: "name"))
    var setName: String?

    @Option(help: ArgumentHelp("A second name, for one session.", valueName: "name"))
    var setAlias: String?

    @Flag(help: "No second name any more.")
    var removeAlias = false

    @Option(help: ArgumentHelp("The region that its credentials are used in.", valueName: "region"))
    var setRegion: String?

    @Flag(help: "No region any more.")
    var removeRegion = false

    @Option(help: ArgumentHelp("A tag; may be repeated.", valueName: "key=value"))
    var setTag: [String] = []

    @Option(help: ArgumentHelp("The key of a tag to take away; may be repeated.", valueName: "key"))
    var removeTag: [String] = []

    /// Whether anything is to be changed.
    var areGiven: Bool { request != EditRequest(sessions: []) }

    /// The request for no session yet.
    var request: EditRequest {
        EditRequest(
            sessions: [], name: setName, alias: removeAlias ? "" : setAlias, region: removeRegion ? "" : setRegion, tags: setTag,
            removedTags: removeTag)
    }

    func validate() throws {
        // An empty text asks the agent to take the value away, which has an option of its own.
        for (text, option, other) in [
            (setName, "--set-name", nil), (setAlias, "--set-alias", "--remove-alias"),
            (setRegion, "--set-region", "--remove-region"),
        ] as [(String?, String, String?)] where text == "" {
            throw ValidationError("\(option) wants a text." + (other.map { " \($0) takes it away." } ?? ""))
        }
        guard !removeAlias || setAlias == nil, !removeRegion || setRegion == nil else {
            throw ValidationError("Set a value or remove it, not both.")
        }
        try TagTexts.check(setTag, removing: removeTag)
    }
}

/// What `session edit` did.
struct SessionEdited: Sendable {
    let isDryRun: Bool
    /// How many sessions were meant and had it so already.
    let unchanged: Int64
    /// Those that are changed, as they are now.
    let changed: [SessionSummary]
    /// The names of those whose region was to change, and that are started: what they wrote into `~/.aws` keeps the old one.
    let started: [String]

    /// Prints it.
    func render(json: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        guard !json else { return try surroundings.output.json(value) }
        for line in lines { try surroundings.note(line) }
    }

    /// What people read.
    var lines: [String] {
        let verb = isDryRun ? "would change" : "changed"
        let names = NameList.shown(changed.map { "\(verb) \($0.name)" })
        let later = NameList.shown(started.map { "\($0) is started: the region counts from its next start" })
        return names + later + (unchanged == 0 ? [] : ["\(unchanged) as asked for already"])
    }

    /// The JSON that scripts read.
    var value: JSON {
        .object([
            "version": .integer(1), "dryRun": .bool(isDryRun), "unchanged": .integer(unchanged),
            "started": .texts(started),
            "changed": .list(changed.map { .object(["id": .text($0.id.hex), "name": .text($0.name)]) }),
        ])
    }
}
