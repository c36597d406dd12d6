/// What leapp wrote into an AWS file for one started session.
public struct LedgerEntry: Equatable, Sendable {
    /// What identifies an entry: a section of a file.
    public struct Key: Hashable, Sendable {
        /// The real path of the file.
        public var file: String
        /// The section's name as it stands between the brackets.
        public var section: String

        /// Names a section of a file.
        public init(file: String, section: String) {
            self.file = file
            self.section = section
        }
    }

    /// How a started session gives out its credentials.
    public enum Method: String, Sendable {
        /// Keys in the credentials file.
        case file
        /// A `credential_process` line in the configuration file.
        case process
    }

    /// How far leapp got.
    public enum Phase: String, Sendable {
        /// About to be written for the first time: undone if leapp ends here.
        case starting
        /// Written.
        case active
        /// About to be removed: removed again if leapp ends here.
        case stopping
        /// Stopped, but the section stays: the user changed it.
        case left
    }

    /// The section.
    public var key: Key
    /// The profile's name.
    public var profile: String
    /// The session's id in hexadecimal.
    public var sessionID: String
    /// The session's shown name when it was started.
    public var sessionName: String
    /// The vault's 16-byte id.
    public var vaultID: [UInt8]
    /// How the credentials are given out.
    public var method: Method
    /// How far leapp got.
    public var phase: Phase
    /// When the credentials end, in seconds since 1970; nil where they do not.
    public var expiration: Int64?
    /// The region that was written; empty for none.
    public var region: String
    /// The hash of the section's keys and values.
    public var content: [UInt8]
    /// The hash of what stood there before, while it may still stand there.
    public var previous: [UInt8]?

    /// Puts the parts together.
    public init(
        key: Key, profile: String, sessionID: String, sessionName: String, vaultID: [UInt8], method: Method, phase: Phase,
        expiration: Int64?, region: String, content: [UInt8], previous: [UInt8]?
    ) {
        self.key = key
        self.profile = profile
        self.sessionID = sessionID
        self.sessionName = sessionName
        self.vaultID = vaultID
        self.method = method
        self.phase = phase
        self.expiration = expiration
        self.region = region
        self.content = content
        self.previous = previous
    }
}

/// One change of the ledger; several are made in one transaction.
public enum LedgerChange: Sendable {
    /// Writes an entry in the place of the one of its key.
    case put(LedgerEntry)
    /// Forgets an entry.
    case remove(LedgerEntry.Key)
    /// Keeps bytes of the user's.
    case setAside(SetAside)
    /// Forgets bytes that have been given back.
    case givenBack(token: String)
}
