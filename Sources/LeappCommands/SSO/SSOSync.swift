import ArgumentParser
import LeappAgentProtocol

/// `leapp sso sync`.
struct SSOSync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "List all accounts and roles of a portal into the vault, as sessions.",
        discussion: """
            What you called or chose yourself is never changed; a role that is gone is marked, and kept. A listing that is cut
            off goes on where it was.
            Examples:
              leapp sso sync
              leapp sso sync acme --accounts 'prod-*' --roles '*Admin*' --roles ReadOnly
              leapp sso sync acme --set-tag customer=acme
              leapp sso sync --all --json
            """)

    @Argument(help: "Portals, by name, id or start URL; may be left out where there is one.")
    var names: [String] = []

    @Flag(help: "All portals.")
    var all = false

    @OptionGroup var sync: SyncOptions

    @Flag(help: "Say what would change, and change nothing.")
    var dryRun = false

    @Flag(help: "Begin anew, where an earlier listing was cut off.")
    var restart = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    func validate() throws {
        guard !all || names.isEmpty else { throw ValidationError("Name portals or give --all, not both.") }
        guard !sync.areGiven || (!all && names.count < 2) else {
            throw ValidationError("--profile-template, --accounts, --roles and --set-tag are settings of one portal; name one.")
        }
    }

    func run() async throws {
        let client = try await EngineAccess(access).client()
        let chosen = try PortalChoice(portals: try await client.portals()).several(names, all: all)
        var report = SyncReport(isDryRun: dryRun, hasSettings: sync.areGiven, outcomes: [])
        Interruption.endsListing(isTerminal: Surroundings.current.errors.isTerminal)
        for portal in chosen {
            do throws(CommandError) {
                report.outcomes.append(try await outcome(of: portal, client))
            } catch {
                guard chosen.count > 1, case .engine(let answer) = error else { throw error }
                // The others need not wait for this one; the exit code is that of the first failure.
                try Surroundings.current.note("leapp: \(portal.name): \(answer.message)")
                report.failures.append(.init(portal: portal, answer: answer))
            }
        }
        Interruption.endsCommand()
        try report.render(json: output.json)
        try warn(of: report)
        if !dryRun, !output.json { try tell(of: report) }
        if let first = report.failures.first {
            throw CommandError.notAllSynced(exit: first.answer.exit, portals: report.failures.map(\.portal.name))
        }
    }

    /// What may not be as it should.
    private func warn(of report: SyncReport) throws(CommandError) {
        for outcome in report.outcomes where outcome.totals.untold > 0 {
            try Surroundings.current.note(
                "warning: \(outcome.portal.name) would not list the roles of \(SyncWords.count(outcome.totals.untold, "account")); "
                    + "what is known of them stays as it is")
        }
        for outcome in report.outcomes {
            let (gone, left) = (outcome.changes(.gone).count, Int(outcome.totals.roles))
            guard BulkLoss.isOne(gone, of: gone + left) else { continue }
            try Surroundings.current.note(
                "warning: \(outcome.portal.name) offers \(gone) roles less than before, and \(left) still. If that is not meant, ask who "
                    + "administers it before `leapp profile write --prune`; what is gone comes back with the sync that finds it again"
            )
        }
    }

    /// What to know, and to do, next.
    private func tell(of report: SyncReport) throws(CommandError) {
        if sync.areGiven {
            let hasPatterns = !(sync.accounts + sync.roles).isEmpty
            try Surroundings.current.note(
                "these settings are kept for later listings; " + (hasPatterns ? "'*' takes everything in again; " : "")
                    + "`leapp sso list` shows them")
        }
        if report.outcomes.contains(where: { !$0.changes(.added).isEmpty }) {
            try Surroundings.current.note("next: leapp session list, leapp session start NAME, leapp profile write")
        }
    }

    private func outcome(of portal: ListedPortal, _ client: EngineClient) async throws(CommandError) -> SyncReport.Outcome {
        let request = PortalSyncRequest(
            portal: portal.id, accounts: sync.accounts.isEmpty ? nil : sync.accounts,
            roles: sync.roles.isEmpty ? nil : sync.roles, template: sync.profileTemplate, tags: sync.tags,
            dryRun: dryRun, restart: restart)
        let line = ProgressLine(Surroundings.current)
        let found: (changes: [SyncChange], totals: SyncTotals)
        do throws(CommandError) {
            found = try await client.sync(request) { progress throws(CommandError) in
                try line.show(SyncWords.progress(progress, portal: portal.name))
            }
        } catch {
            try line.clear()
            throw error
        }
        try line.clear()
        return SyncReport.Outcome(portal: portal, changes: found.changes, totals: found.totals)
    }
}
