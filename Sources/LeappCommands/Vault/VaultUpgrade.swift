import ArgumentParser
import LeappEngine
import LeappMerge
import LeappWorkspace

/// `leapp vault upgrade`.
struct VaultUpgrade: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade", abstract: "Bring the vault to the newest schema, once all of its devices can write that.",
        discussion: """
            No other command changes a vault's schema. The former file is kept among the backups.
            Examples:
              leapp vault upgrade --dry-run                which schema it has, and which devices read what
              leapp vault upgrade --leave-behind old-laptop
            """)

    @Flag(help: "Say what would be done and change nothing.")
    var dryRun = false

    @Flag(help: "Upgrade without asking.")
    var yes = false

    @Option(
        help: ArgumentHelp(
            "Go ahead though this device, by its label, its id, or the beginning of its id, could only read the vault then, or "
                + "not even that. May be repeated.",
            valueName: "device"))
    var leaveBehind: [String] = []

    @OptionGroup var recovery: RecoveryOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    func run() throws {
        let site = try VaultSite(vault: access.vault.vault)
        let vault = try site.open(access, recovery: recovery.choice)
        let plan = try site.run { store throws(StoreError) in try store.upgradePlan(of: vault) }
        var left: Set<RecordID> = []
        for name in leaveBehind { left.insert(try plan.devices.device(named: name, at: site.path).id) }
        guard plan.isNeeded, !dryRun else {
            return try UpgradeResult(plan: plan, isDone: false, isDryRun: dryRun).render(json: output.json)
        }
        try plan.checkBehind(plan.behind(leaving: left))
        try confirm(plan)
        let outcome = try site.run { store throws(StoreError) in
            try store.upgrade(with: .key(vault.key), leavingBehind: left)
        }
        switch outcome {
        case .current(let plan):
            try UpgradeResult(plan: plan, isDone: false, isDryRun: false).render(json: output.json)
        case .refused(let plan, let behind): try plan.checkBehind(behind)
        case .upgraded(let plan): try UpgradeResult(plan: plan, isDone: true, isDryRun: false).render(json: output.json)
        }
    }

    private func confirm(_ plan: UpgradePlan) throws(CommandError) {
        guard !yes else { return }
        let question = "\(plan.path): programs that do not know schema \(plan.newest) can no longer change it afterwards."
        guard let terminal = Terminal() else { throw .decision(question: question, option: "--yes") }
        guard try terminal.confirm("\(question) Upgrade?") else { throw .interrupted(signal: nil) }
    }
}

/// What `vault upgrade` found and did.
struct UpgradeResult: Sendable {
    let plan: UpgradePlan
    let isDone: Bool
    let isDryRun: Bool

    /// Prints it.
    func render(json: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        guard !json else { return try surroundings.output.json(value) }
        for line in lines { try surroundings.note(line) }
    }

    /// The JSON that scripts read; `schema` is the one that the vault had.
    var value: JSON {
        .object([
            "version": .integer(1), "path": .text(plan.path), "schema": .integer(plan.schema), "newest": .integer(plan.newest),
            "dryRun": .bool(isDryRun), "upgraded": .bool(isDone), "devices": .list(plan.devices.map { .object($0.fields) }),
            "behind": .texts(plan.isNeeded ? plan.behind.map(\.id.hex) : []),
        ])
    }

    /// What people read.
    var lines: [String] {
        guard plan.isNeeded else {
            return ["\(plan.path): has schema \(plan.schema), the newest that this leapp knows; there is nothing to do"]
        }
        guard !isDone else {
            return [
                "\(plan.path): upgraded from schema \(plan.schema) to \(plan.newest); the former file is among the backups"
            ]
        }
        return ["\(plan.path): has schema \(plan.schema); this leapp knows schema \(plan.newest)"]
            + plan.devices.map { device in
                "\(device.label), \(device.id.hex): reads schema "
                    + (device.id == plan.thisDevice ? "\(plan.newest) (this device)" : "\(device.reads)")
            }
    }
}

extension UpgradePlan {
    /// Refuses an upgrade that these devices stand in the way of.
    func checkBehind(_ behind: [Device]) throws(CommandError) {
        guard let first = behind.first else { return }
        let names = behind.map { DisplayWidth.printable("\($0.label) (\($0.id.hex), reads schema \($0.reads))") }
        throw .decision(
            question: "\(path): could no longer be changed by \(names.joined(separator: ", ")); install a newer leapp there and "
                + "change something in the vault with it; or leave it behind:",
            option: "--leave-behind \(first.id.hex)")
    }
}
