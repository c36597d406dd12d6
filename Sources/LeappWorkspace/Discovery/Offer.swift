/// Everything that a portal offered, under the rules that it was asked by.
public struct Offer: Hashable, Sendable {
    /// One account of it.
    public struct Account: Hashable, Sendable {
        /// Its twelve digits.
        public var id: String
        /// What the portal calls it.
        public var name: String?
        /// The address of its root user.
        public var email: String?
        /// The names of all its roles; nil where the portal would not tell, so that nothing follows from it.
        public var roles: [String]?

        /// An account with its roles.
        public init(id: String, name: String?, email: String?, roles: [String]?) {
            self.id = id
            self.name = name
            self.email = email
            self.roles = roles
        }
    }

    /// The accounts that the rules take in; all of them, each once.
    public var accounts: [Account]
    /// The ids of the accounts that the portal offers and the rules leave out.
    public var leftOut: Set<String>

    /// An offer of these accounts.
    public init(accounts: [Account], leftOut: Set<String> = []) {
        self.accounts = accounts
        self.leftOut = leftOut
    }

    /// The same by rules that leave more out: accounts that they do not take in are left out, of others nothing more is known.
    public func narrowed(to rules: SyncRules) -> Offer {
        let taken = accounts.filter { rules.takes(accountID: $0.id, name: $0.name) }
        let others = Set(accounts.map(\.id)).subtracting(taken.map(\.id))
        return Offer(accounts: taken, leftOut: leftOut.union(others))
    }
}
