public import LeappBytes
import LeappCBOR

/// One frame of the listing of a portal: first how far it is, then what it changes.
public enum PortalSyncReply: Equatable, Sendable {
    /// How far the listing is; at least one a second.
    case progress(SyncProgress)
    /// Some of the changes; another frame follows.
    case changes([SyncChange])
    /// The last changes, and what was found altogether.
    case done([SyncChange], SyncTotals)

    /// Reads one frame: progress where it has `accountsDone`, changes otherwise.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var (more, resumed, complete): (Bool?, Bool?, Bool?)
        var (done, accountsFound, rolesFound, rate): (Int64?, Int64?, Int64?, Int64?)
        var (accounts, roles, untold): (Int64?, Int64?, Int64?)
        var changes: [SyncChange]?
        while let name = try fields.next() {
            switch name {
            case .more: more = try fields.bool()
            case .accountsDone: done = try fields.number(name)
            case .accountsFound: accountsFound = try fields.number(name)
            case .rolesFound: rolesFound = try fields.number(name)
            case .accountsComplete: complete = try fields.bool()
            case .rate: rate = try fields.number(name)
            case .changes: changes = try SyncChange.list(fields.items())
            case .resumed: resumed = try fields.bool()
            case .accounts: accounts = try fields.number(name)
            case .roles: roles = try fields.number(name)
            case .untold: untold = try fields.number(name)
            default: try fields.skip()
            }
        }
        let follows = try more.required(.more)
        if let done {
            guard follows, changes == nil else { throw .badValue(FieldName.accountsDone.rawValue) }
            self = .progress(
                SyncProgress(
                    accountsDone: done, accountsFound: try accountsFound.required(.accountsFound),
                    rolesFound: try rolesFound.required(.rolesFound),
                    accountsComplete: try complete.required(.accountsComplete), rate: try rate.required(.rate)))
            return
        }
        let found = try changes.required(.changes)
        guard !follows else {
            self = .changes(found)
            return
        }
        self = .done(
            found,
            SyncTotals(
                accounts: try accounts.required(.accounts), roles: try roles.required(.roles),
                untold: try untold.required(.untold), resumed: try resumed.required(.resumed)))
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        switch self {
        case .progress(let progress):
            sink.reply(more: true, others: 5)
            sink.field(.rate, progress.rate)
            sink.field(.rolesFound, progress.rolesFound)
            sink.field(.accountsDone, progress.accountsDone)
            sink.field(.accountsFound, progress.accountsFound)
            sink.field(.accountsComplete, progress.accountsComplete)
        case .changes(let changes):
            sink.reply(more: true, others: 1)
            SyncChange.encode(changes, into: &sink)
        case .done(let changes, let totals):
            sink.reply(more: false, others: 5)
            sink.field(.roles, totals.roles)
            sink.field(.untold, totals.untold)
            SyncChange.encode(changes, into: &sink)
            sink.field(.resumed, totals.resumed)
            sink.field(.accounts, totals.accounts)
        }
    }
}

/// How far the listing of a portal is.
public struct SyncProgress: Equatable, Sendable {
    /// How many accounts' roles are all known.
    public var accountsDone: Int64
    /// How many accounts are known so far.
    public var accountsFound: Int64
    /// How many roles are known so far.
    public var rolesFound: Int64
    /// Whether all accounts are known, and only roles are missing.
    public var accountsComplete: Bool
    /// How many requests a second are made now.
    public var rate: Int64

    /// Progress of these values.
    public init(accountsDone: Int64, accountsFound: Int64, rolesFound: Int64, accountsComplete: Bool, rate: Int64) {
        (self.accountsDone, self.accountsFound, self.rolesFound) = (accountsDone, accountsFound, rolesFound)
        (self.accountsComplete, self.rate) = (accountsComplete, rate)
    }
}

/// What the listing of a portal found altogether.
public struct SyncTotals: Equatable, Sendable {
    /// How many accounts it has.
    public var accounts: Int64
    /// How many roles it has.
    public var roles: Int64
    /// How many of the accounts it would not list the roles of.
    public var untold: Int64
    /// Whether a listing that was cut off was continued.
    public var resumed: Bool

    /// Totals of these values.
    public init(accounts: Int64, roles: Int64, untold: Int64 = 0, resumed: Bool) {
        (self.accounts, self.roles, self.untold, self.resumed) = (accounts, roles, untold, resumed)
    }
}
