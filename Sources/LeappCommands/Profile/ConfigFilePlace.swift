import LeappAWSConfig
import LeappEngine
import LeappFiles

/// The AWS config file, to be edited by what it and the credentials file hold.
struct ConfigFilePlace: Sendable {
    let config: String
    let credentials: String
    let effects: Effects

    /// How often a file that other programs write meanwhile is looked at again.
    private static let attempts = 20

    /// Plans on the files as they are and writes the result, under the lock that started sessions take too.
    ///
    /// What another program writes meanwhile is planned anew. A `dryRun` takes no lock and writes nothing. The real path comes
    /// back with the plan.
    func edit(
        dryRun: Bool, _ plan: (AWSDocument, AWSDocument) throws(CommandError) -> ProfileBlockPlan
    ) throws(CommandError) -> (path: String, plan: ProfileBlockPlan) {
        for _ in 0..<Self.attempts {
            let lock = dryRun ? nil : try AWSFileOnDisk.lock(config, effects: effects)
            defer { withExtendedLifetime(lock) {} }
            let file = try AWSFileOnDisk(.config, at: config, isRequired: false, disk: effects.disk).settled(effects)
            let other = try AWSFileOnDisk(.credentials, at: credentials, isRequired: false, disk: effects.disk)
            let made = try plan(file.document, other.document)
            guard made.isChange, !dryRun else { return (file.path, made) }
            do throws(FileError) {
                try file.replaceLocked(with: made.document.arena, effects: effects)
                return (file.path, made)
            } catch {
                guard case .changedMeanwhile = error else { throw .file(error) }
            }
        }
        throw .changedMeanwhile(path: config)
    }
}
