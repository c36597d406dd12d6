import ArgumentParser
import LeappFiles

/// `leapp vault restore-aws`.
struct VaultRestoreAWS: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore-aws", abstract: "Give back the exact bytes of the AWS files that --scrub changed on this machine.",
        discussion: "Example: leapp vault restore-aws --dry-run")

    @Flag(help: "Put the originals back even where the files were changed since.")
    var force = false

    @Flag(help: "Say what would be done and change nothing.")
    var dryRun = false

    @OptionGroup var files: AWSFileOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    func run() async throws {
        let access = try EngineAccess(access)
        let engine = try await access.opened()
        try await engine.client.requireNothingStarted()
        let restoration = try await AWSRestoration(
            engine: engine, site: VaultSite(places: access.places), config: files.config(access.places),
            credentials: files.credentials(access.places))
        try await restoration.run(force: force, dryRun: dryRun).render(json: output.json)
    }
}

/// What `vault restore-aws` did, or would do.
struct RestoreResult: Equatable, Sendable {
    /// Files that have their original bytes again.
    let restored: [String]
    /// Files that had them already.
    let unchanged: [String]
    /// How many profiles of `leapp profile write` go with what is restored.
    let profiles: Int
    let isDryRun: Bool

    /// Prints it.
    func render(json: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        guard !json else { return try surroundings.output.json(value) }
        for path in restored { try surroundings.note("\(isDryRun ? "would restore" : "restored") \(path)") }
        if profiles > 0 {
            try surroundings.note(
                "\(SyncWords.count(Int64(profiles), "profile")) of `leapp profile write` \(isDryRun ? "would go" : "went") with it; the same command writes them"
            )
        }
        for path in unchanged { try surroundings.note("\(path) has its original bytes already") }
    }

    /// The JSON that scripts read.
    var value: JSON {
        .object([
            "version": .integer(1), "dryRun": .bool(isDryRun), "restored": .texts(restored), "unchanged": .texts(unchanged),
            "profilesRemoved": .integer(Int64(profiles)),
        ])
    }
}
