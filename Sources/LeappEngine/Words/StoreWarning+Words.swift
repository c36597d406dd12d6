import LeappVault

extension StoreWarning {
    /// What is to be said about the vault, in one line.
    public var words: String {
        switch self {
        case .rollback(let location, let recovered, let isComplete):
            "\(location): this file is older than the one that was here before; "
                + (isComplete
                    ? "what was missing was merged back from \(recovered) backups [ROLLBACK]"
                    : "\(recovered) backups were merged in, and newer changes are still missing: get the newer file [ROLLBACK]")
        case .noPin(let location): "\(location): this machine has not seen this vault before, or has lost its memory of it"
        case .pinForged(let location):
            "\(location): this machine's memory of the vault was not written by leapp; it was begun anew"
        case .replicaCopied: "another copy of this installation wrote to the vault; this one goes on under a new replica id"
        case .weakKDF(let kdf):
            "a guess of the passphrase costs only \(kdf.memory / 1024) MiB and \(kdf.passes) passes; "
                + "`leapp vault rotate-key` makes it stronger"
        case .farFuture: "a change in it is dated more than 100 years ahead; check the clocks of your machines"
        case .readOnly(let schema):
            "it can only be read: a leapp that knows schema \(schema) is needed to change it; install a newer leapp"
        }
    }
}
