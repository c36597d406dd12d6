import ArgumentParser
import LeappAWS
import LeappAgentProtocol
import LeappBytes
import LeappEngine
import LeappFiles
import LeappVault

/// `leapp unlock`.
struct Unlock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask for the passphrase once, and let the agent keep the key for a workday.",
        discussion: """
            Examples:
              leapp unlock
              leapp unlock --for 8h --idle 1h
              leapp unlock --device-key       without the passphrase; see `leapp vault slots add device`
            """)

    @Option(name: .customLong("for"), help: ArgumentHelp("How long the key is kept at most: 8h, 90m.", valueName: "time"))
    var lifetime = TimeLength(seconds: 36_000)

    @Option(
        help: ArgumentHelp("How long the key is kept without being used. Default: as long as --for says.", valueName: "time"))
    var idle: TimeLength?

    @Flag(help: "Open with this machine's device key, where it has one, and ask for nothing.")
    var deviceKey = false

    @OptionGroup var recovery: RecoveryOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    func validate() throws {
        guard !deviceKey || (!access.passphrase.areGiven && recovery.choice == .passphrase) else {
            throw ValidationError("--device-key excludes the passphrase and the recovery code.")
        }
    }

    func run() async throws {
        let surroundings = Surroundings.current
        let site = try VaultSite(vault: access.vault.vault)
        let image = try site.image()
        let environment = surroundings.awsEnvironment
        do throws(AWSError) { try environment.check() } catch { throw CommandError.usage(error.words) }
        let deviceKeyFile = DeviceKeyFile(of: image.header.vaultID, effects: site.effects)
        let vault =
            deviceKey
            ? try site.open(with: .device(deviceKeyFile), access.opening.decisions)
            : try site.open(access, recovery: recovery.choice, isServed: true, showing: image)
        let agent = try await RunningAgent(places: site.effects.places).client()
        let cleared = try await agent.unlock(
            key: vault.key, lifetime: lifetime.seconds, idle: idle?.seconds, environment: environment.variables)
        try UnlockedResult(vault: site.path, status: try await agent.status(), cleared: cleared).render(json: output.json)
    }
}

/// What `unlock` did.
struct UnlockedResult: Sendable {
    let vault: String
    let status: StatusReply
    /// What became of sections of sessions that were started before.
    let cleared: LockReply

    /// Prints it.
    func render(json: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        if !cleared.removed.isEmpty {
            try surroundings.note("removed from ~/.aws, where they were left: \(cleared.removed.joined(separator: ", "))")
        }
        for line in cleared.left { try surroundings.note("left: \(line)") }
        guard !json else { return try surroundings.output.json(value) }
        try surroundings.note("unlocked" + (status.expiresAt.map { " until \(UTCTime(seconds: $0).extended)" } ?? ""))
        for (name, address) in status.endpoints.sorted(by: { $0.key < $1.key }) { try surroundings.note("\(name) = \(address)") }
    }

    /// The JSON that scripts read.
    var value: JSON {
        .object([
            "version": .integer(1), "vault": .text(vault), "vaultId": .text(status.vaultID), "expiresAt": .time(status.expiresAt),
            "idle": status.idle.map { .integer($0) } ?? .null, "removed": .texts(cleared.removed), "left": .texts(cleared.left),
        ])
    }
}
