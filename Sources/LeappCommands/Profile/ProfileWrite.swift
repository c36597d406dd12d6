import ArgumentParser
import LeappAWSConfig
import LeappFiles
import LeappMerge
import LeappWorkspace

/// `leapp profile write`.
struct ProfileWrite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write", abstract: "Write a profile for each session, or each that matches, into the AWS config file.",
        discussion: """
            The profiles ask leapp for credentials when a tool uses them (credential_process). They stand between two marks, \
            and nothing outside is changed: a name that the files have already is left alone. Profiles that were written \
            before stay, unless --prune. Examples:
              leapp profile write --dry-run
              leapp profile write --portal corp --role 'Read*' --prune
            """)

    @OptionGroup var words: SessionWords

    @OptionGroup(title: "Filters") var filters: SessionFilterOptions

    @Flag(help: "Take out the profiles whose sessions are gone, or are not chosen this time.")
    var prune = false

    @Flag(help: "Write the profiles anew where others have changed them; what they wrote there is lost.")
    var replace = false

    @Flag(help: "With --prune: take out many at once without asking.")
    var yes = false

    @Flag(help: "Say what would be done and change nothing.")
    var dryRun = false

    @OptionGroup var files: AWSFileOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    func run() async throws {
        let access = try EngineAccess(access)
        let sessions = try await access.client().list(filters.filter(words: words.words)).map(\.summary)
        let (wanted, program) = (sessions.flatMap(\.wantedProfiles), Surroundings.current.program)
        let (prune, replace) = (prune, replace)
        let place = ConfigFilePlace(
            config: try files.config(access.places), credentials: try files.credentials(access.places),
            effects: VaultSite(places: access.places).effects)
        let isConfirmed = yes || dryRun
        let (path, plan) = try place.edit(dryRun: dryRun) { config, credentials throws(CommandError) in
            let plan: ProfileBlockPlan
            do throws(ProfileBlockFault) {
                plan = try ProfileBlockPlan(
                    wanted, program: program, prune: prune, replace: replace, config: config, credentials: credentials)
            } catch {
                throw .profileBlock(error, path: config.path)
            }
            guard isConfirmed || !plan.isBulkLoss else {
                throw .decision(
                    question:
                        "\(config.path): \(plan.removed.count) of the \(plan.before) profiles that leapp wrote would be removed; "
                        + "--dry-run --json lists them all.", option: "--yes")
            }
            return plan
        }
        let dead = sessions.filter { $0.isOrphaned || $0.isGone }.map(\.name)
        try ProfileWriteResult(path: path, plan: plan, dead: dead, isDryRun: dryRun).render(json: output.json)
    }
}

extension SessionSummary {
    /// The profiles that give the session's credentials: those of the vault, else one by its own name. None where it is gone
    /// from its portal, or something is missing that it needs.
    fileprivate var wantedProfiles: [ProfileBlockPlan.Wanted] {
        guard !isOrphaned, !isGone else { return [] }
        return (profiles.isEmpty ? [name] : profiles).map { profile in
            let own = settings.first { $0.profile == profile }
            return ProfileBlockPlan.Wanted(
                name: profile, sessionID: id.hex, region: own?.region ?? region, output: own?.output)
        }
    }
}

extension ProfileBlockPlan {
    /// How many profiles the block has before.
    fileprivate var before: Int { changed.count + removed.count + unchanged }

    /// Whether so many go that they may have gone by mistake.
    fileprivate var isBulkLoss: Bool { BulkLoss.isOne(removed.count, of: before) }
}
