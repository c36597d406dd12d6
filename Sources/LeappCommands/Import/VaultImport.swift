import ArgumentParser
import LeappAWSConfig
import LeappBytes
import LeappEngine
import LeappFiles
import LeappImport
import LeappVault

/// `leapp vault import`.
struct VaultImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take in the profiles of ~/.aws, and where AWS CLI is signed in; a second import changes nothing.",
        discussion: """
            Examples:
              leapp vault import --dry-run          the plan
              leapp vault import --scrub            and take the secrets out of the files
            """)

    @Flag(help: "Print the plan and change nothing.")
    var dryRun = false

    @Flag(help: "Where the vault has other values, take the files'.")
    var replace = false

    @Flag(
        help: """
            Take the imported secrets out of the files, whose originals are kept sealed in the vault, and remove AWS CLI's sign-ins \
            at imported portals.
            """)
    var scrub = false

    @OptionGroup var files: AWSFileOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    func run() async throws {
        let access = try EngineAccess(access)
        let disk = POSIXFileSystem()
        let config = try AWSFileOnDisk(
            .config, at: files.config(access.places), isRequired: files.configFile != nil, disk: disk)
        let credentials = try AWSFileOnDisk(
            .credentials, at: files.credentials(access.places), isRequired: files.credentialsFile != nil, disk: disk)
        let engine = try await access.opened()
        if scrub { try await engine.client.requireNothingStarted() }
        let plan = ImportPlan(config: config.document, credentials: credentials.document, vaultID: engine.vaultID)
        let site = VaultSite(places: access.places)
        let before = try site.image().headerMAC
        let outcomes = try await engine.client.apply(plan, replace: replace, dryRun: dryRun)
        var result = ImportResult(plan: plan, outcomes: outcomes, isDryRun: dryRun)
        let signIns = TokenImport(
            folder: TokenFolder(access.places.ssoCache, disk: disk), client: engine.client,
            cache: access.places.cache(ofVault: engine.vaultID.hex), now: site.effects.now() / 1000)
        let tokens = try await signIns.run(plan, dryRun: dryRun)
        result.tokens = tokens
        if scrub {
            if !dryRun {
                try site.checkWritten(since: before, outcomes: outcomes)
                try await signIns.confirm(tokens)
            }
            let scrubbing = Scrubbing(plan: plan, files: [config, credentials], client: engine.client, site: site)
            (result.scrub, result.unscrubbed) = try await scrubbing.run(
                dryRun: dryRun, willBeStored: dryRun ? Set(plan.stored(outcomes, replace: replace)) : [])
            let scrubbed = result.scrub?.files ?? []
            result.remaining = [config, credentials].compactMap { file in
                RemainingKeys(in: scrubbed.first { $0.path == file.path }?.after ?? file.document)
            }
            if !dryRun { try signIns.remove(tokens, after: scrubbed.map(\.path)) }
        }
        try result.render(json: output.json)
    }
}
