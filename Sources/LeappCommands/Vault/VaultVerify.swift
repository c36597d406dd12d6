import ArgumentParser
import LeappBytes
import LeappEngine
import LeappMerge
import LeappVault
import LeappWorkspace

/// `leapp vault verify`.
struct VaultVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Open the vault and check all of it: file, seal, records, meaning, backups.",
        discussion: "Example: leapp vault verify --json")

    @Argument(help: "The vault file; else the one of --vault.", completion: .file(extensions: ["lpv"]))
    var file: String?

    @OptionGroup var recovery: RecoveryOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    func run() throws {
        let site = try VaultSite(vault: file ?? access.vault.vault)
        let decisions = access.opening.decisions
        let unlocking = Unlocking(access.passphrase, recovery: recovery.choice, sources: .all(Surroundings.current))
        let report = try unlocking.opening(site.image(), at: site.path) { unlocker throws(CommandError) in
            do throws(StoreError) {
                return try site.store.verify(
                    with: unlocker, generation: decisions.generation, allowingCostlyKDF: decisions.allowsCostlyKDF)
            } catch {
                throw .store(error, path: site.path)
            }
        }
        try VerifyResult(report: report).render(json: output.json)
        guard report.isCanonical else { throw CommandError.store(.payload(.malformed(.order, at: 0)), path: site.path) }
    }
}

/// What `vault verify` says.
struct VerifyResult: Sendable {
    let report: VerifyReport

    /// Prints it.
    func render(json: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        guard !json else { return try surroundings.output.json(value) }
        for line in lines { try surroundings.output.line(line) }
    }

    private var findings: [String] { report.findings.map(\.words) }
    private var warnings: [String] { report.warnings.map(\.words) }
    private var brokenBackups: [String] {
        report.backups.compactMap { backup in backup.error.map { $0.words(at: backup.name) } }
    }

    /// The JSON that scripts read.
    var value: JSON {
        .object([
            "version": .integer(1), "path": .text(report.path), "vaultId": .text(report.header.vaultID.bytes.hex),
            "keyId": .text(report.header.keyID.bytes.hex), "size": .integer(Int64(report.size)),
            "schema": .integer(report.schema),
            "records": .object(report.kinds.mapValues { .integer(Int64($0)) }), "deleted": .integer(Int64(report.deleted)),
            "replicas": .integer(Int64(report.replicas)), "generations": .integer(Int64(report.ancestors + 1)),
            "newestWrite": .time(report.newestWrite.map { $0 / 1000 }), "findings": .texts(findings),
            "warnings": .texts(warnings),
            "backups": .integer(Int64(report.backups.count)), "brokenBackups": .texts(brokenBackups),
            "ok": .bool(report.isCanonical),
        ])
    }

    /// What people read.
    var lines: [String] {
        let total = SyncWords.count(Int64(report.kinds.values.reduce(0, +)), "record")
        let replicas = SyncWords.count(Int64(report.replicas), "replica")
        let generations = SyncWords.count(Int64(report.ancestors + 1), "key generation")
        let backups = SyncWords.count(Int64(report.backups.count), "backup")
        let kinds = report.kinds.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        var lines = [
            "\(report.path): whole and readable, \(report.size) bytes",
            total + (kinds.isEmpty ? "" : " (\(kinds))") + ", \(report.deleted) deleted, \(replicas), \(generations), \(backups)",
        ]
        if let newest = report.newestWrite { lines.append("last written \(UTCTime(seconds: newest / 1000).extended)") }
        return lines + (warnings + findings + brokenBackups).map { "note: \($0)" }
    }
}

extension Finding {
    /// What was found, in one line.
    var words: String {
        switch self {
        case .foreignIdentity(let id, let kind): "\(kind) \(id.hex): its id is not the one that its identity has"
        case .unreadable(let id, let kind): "\(kind) \(id.hex): lacks what a \(kind) needs; it is kept, and not shown"
        case .unknownKind(let id, let kind): "\(id.hex): of a kind that this leapp does not know (\(kind)); it is kept as it is"
        case .orphaned(_, let name): "\(name): the portal or session that it starts from is missing"
        case .doubledName(let name, let ids): "\(name): the name of \(ids.count) sessions; the name alone is ambiguous"
        case .conflict(let id, let fields): "\(id.hex): two machines changed \(fields.joined(separator: ", ")) apart"
        case .deletedElsewhere(let id): "\(id.hex): deleted on one machine, edited on another"
        }
    }
}
