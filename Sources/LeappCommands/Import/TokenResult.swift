import LeappBytes
import LeappImport

/// What an import did with the sign-ins of other tools, or would do, file by file.
struct TokenResult: Sendable {
    /// What became of a token.
    enum Fate: String, CaseIterable, Sendable {
        case imported, unchanged, skipped
    }

    /// One file.
    struct Entry: Equatable, Sendable {
        let path: String
        /// What the user calls the portal; nil where the vault has none.
        var portal: String?
        /// The start URL, where the file names one.
        var startURL: String?
        var fate: Fate
        var reason: String?
        /// When the token ends, in seconds since 1970.
        var expiration: Int64?
    }

    private(set) var entries: [Entry]
    /// The names of the files that `--scrub` removes.
    let scrubbed: [String]
    /// The paths of the files that `--scrub` removes.
    let scrubbedPaths: [String]
    /// The paths of the files with a client's secret that stay.
    let strayClients: [String]
    /// The folder.
    let folder: String

    private let tokens: [PlannedToken]

    /// What comes of `plan` (nil: there is nothing to plan for) and of what was not read.
    init(folder: TokenFolder, _ plan: TokenPlan? = nil) {
        tokens = plan?.tokens ?? []
        entries = zip(tokens, folder.paths(of: tokens.map(\.file))).map { Entry($0, path: $1) }
        for file in folder.files {
            guard case .unusable(let fault) = file.content else { continue }
            entries.append(Entry(path: folder.paths(of: [file.name])[0], fate: .skipped, reason: fault.words))
        }
        entries += folder.unread.map { Entry(path: $0.path, fate: .skipped, reason: $0.reason) }
        scrubbed = plan?.scrubbed ?? []
        scrubbedPaths = folder.paths(of: scrubbed)
        strayClients = folder.paths(of: plan?.strayClients ?? [])
        self.folder = folder.path ?? ""
    }

    /// The tokens that were handed over.
    var taken: [PlannedToken] { zip(tokens, entries).filter { $1.fate == .imported }.map(\.0) }

    /// How many files had each fate.
    func count(_ fate: Fate) -> Int { entries.count { $0.fate == fate } }

    /// The engine had a token of that portal that lives as long.
    mutating func hold(_ index: Int) {
        (entries[index].fate, entries[index].reason) = (.unchanged, Self.held)
    }

    fileprivate static let held = "leapp has it, or one that lives as long"
}

extension TokenResult.Entry {
    fileprivate init(_ token: PlannedToken, path: String) {
        self.init(
            path: path, portal: token.portal?.name, startURL: token.startURL, fate: .imported, expiration: token.expiration)
        switch token.fate {
        case .taken: reason = "until \(UTCTime(seconds: token.expiration).extended)"
        case .held: (fate, reason) = (.unchanged, TokenResult.held)
        case .skipped(let why): (fate, reason) = (.skipped, why.words)
        }
    }
}

/// How it is shown.
extension TokenResult {
    /// The table; no rows where there is nothing to say.
    func table(isDryRun: Bool) -> Table {
        Table(
            columns: [
                Table.Column("SSO TOKEN OF", least: 12), Table.Column(isDryRun ? "PLAN" : "RESULT"),
                Table.Column("REASON", least: 10), Table.Column("FILE", least: 10),
            ],
            rows: entries.map { entry in
                [entry.portal ?? entry.startURL ?? "?", entry.fate.rawValue, entry.reason ?? "", entry.path]
            })
    }

    /// What follows the counts of profiles in the last line.
    var summary: String {
        entries.isEmpty ? "" : "; SSO tokens: " + Fate.allCases.map { "\(count($0)) \($0.rawValue)" }.joined(separator: ", ")
    }

    /// What is said of a scrub.
    func scrubNotes(isDryRun: Bool) -> [String] {
        var notes = scrubbedPaths.map { isDryRun ? "\($0): would be removed" : "\($0): removed" }
        if !scrubbed.isEmpty, !isDryRun {
            notes.append("the sign-ins of AWS CLI are gone from \(folder); `aws sso login` signs it in again")
        }
        return notes + strayClients.map { "\($0): a client's secret stays in it, as no token says which portal it is for" }
    }

    /// The JSON that scripts read.
    var value: JSON {
        .list(
            entries.map { entry in
                .object([
                    "file": .text(entry.path), "portal": .text(entry.portal), "startURL": .text(entry.startURL),
                    "result": .text(entry.fate.rawValue), "reason": .text(entry.reason), "expiration": .time(entry.expiration),
                ])
            })
    }
}
