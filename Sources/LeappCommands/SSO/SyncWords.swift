import LeappAgentProtocol

/// How the listing of a portal is told.
enum SyncWords {
    /// How far it is: counts, and how long it may take, once all accounts are known and each needs a request at least.
    static func progress(_ progress: SyncProgress, portal: String) -> String {
        let found = progress.accountsComplete ? "\(progress.accountsFound)" : "\(progress.accountsFound)+"
        var text = "\(portal): \(progress.accountsDone) of \(found) accounts, \(progress.rolesFound) roles, \(progress.rate)/s"
        if let left = secondsLeft(progress) { text += ", about \(TimeSpan.text(seconds: left)) left" }
        return text
    }

    /// How many seconds the rest takes at the present rate; nil where that cannot be told.
    static func secondsLeft(_ progress: SyncProgress) -> Int64? {
        guard progress.accountsComplete, progress.rate > 0 else { return nil }
        let (left, overflow) = progress.accountsFound.subtractingReportingOverflow(progress.accountsDone)
        guard !overflow, left > 0 else { return nil }
        return (left - 1) / progress.rate + 1
    }

    /// What one change is called in a list.
    static func line(_ change: SyncChange) -> String {
        guard change.change == .renamed else { return change.name }
        let account = change.accountName ?? change.accountID
        return change.was.map { "\(account), which was \($0)" } ?? account
    }

    /// A number of things.
    static func count(_ number: Int64, _ thing: String) -> String { "\(number) \(thing)\(number == 1 ? "" : "s")" }
}
