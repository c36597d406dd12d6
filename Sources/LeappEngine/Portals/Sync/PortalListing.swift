import LeappAWS
import LeappBytes
import LeappWorkspace

/// How far the listing of a portal is: what was found, and what is still to be asked. It asks nothing itself.
///
/// Each page is asked for once, unless it is put back. Accounts that the rules leave out are not asked for their roles.
struct PortalListing: Sendable {
    /// An account, and how much is known of its roles.
    struct Found: Equatable, Sendable {
        enum State: Int64, Equatable, Sendable {
            /// Its roles are still to be asked for, or some of them are.
            case open
            /// All its roles are known.
            case done
            /// The portal would not tell its roles.
            case silent
            /// The rules leave it out.
            case leftOut
        }

        let id: String
        var name: String?
        var email: String?
        var state: State
        var roles: [String] = []
        /// The next page of its roles; nil for the first.
        var page: String?
        var pages = Pages()
    }

    /// Pages of one list, by whether they brought anything.
    struct Pages: Equatable, Sendable {
        var fruitful = 0
        var fruitless = 0
        /// Whether the list was begun anew because the portal refused to go on in it.
        var restarts = 0
    }

    let bounds: ListingBounds
    private let rules: SyncRules
    private(set) var accounts: [Found] = []
    private var places: [String: Int] = [:]
    /// The accounts that this pass over their list has seen.
    private(set) var seen: Set<String> = []
    /// The next page of accounts, where the list has begun.
    private(set) var page: String?
    /// Whether all pages of accounts are known.
    private(set) var accountsComplete = false
    private(set) var rolesFound = 0
    private(set) var accountsDone = 0
    private var pages = Pages()
    /// What is asked before anything else, the last first: pages of accounts, next pages, what was put back.
    private var urgent: [PortalQuestion] = []
    /// The places of accounts whose roles were not asked for yet, and how many of them have been since.
    private var waiting: (places: [Int], asked: Int) = ([], 0)
    private var underWay = 0

    /// A listing that begins.
    init(rules: SyncRules, bounds: ListingBounds = .standard) {
        self.rules = rules
        self.bounds = bounds
        urgent = [.accounts(page: nil, pass: 0)]
    }

    /// A listing that goes on from what was found before.
    init(
        rules: SyncRules, bounds: ListingBounds = .standard, accounts: [Found], seen: Set<String>, page: String?,
        accountsComplete: Bool
    ) {
        self.init(rules: rules, bounds: bounds)
        (self.accounts, self.seen, self.page, self.accountsComplete) = (accounts, seen, page, accountsComplete)
        for (place, account) in accounts.enumerated() { places[account.id] = place }
        rolesFound = accounts.reduce(0) { $0 + $1.roles.count }
        accountsDone = accounts.count { $0.state != .open }
        waiting.places = accounts.indices.filter { accounts[$0].state == .open }
        urgent = accountsComplete ? [] : [.accounts(page: page, pass: 0)]
    }

    /// Whether there is something to ask now.
    var hasQuestion: Bool { !urgent.isEmpty || waiting.asked < waiting.places.count }

    /// Whether everything is known.
    var isComplete: Bool { accountsComplete && !hasQuestion && underWay == 0 }

    /// What to ask next; pages of accounts first, as only they show how much there is.
    mutating func next() -> PortalQuestion? {
        guard hasQuestion else { return nil }
        underWay += 1
        if let question = urgent.popLast() { return question }
        let account = accounts[waiting.places[waiting.asked]]
        waiting.asked += 1
        return .roles(accountID: account.id, page: account.page)
    }

    /// Takes back a question that got no answer.
    mutating func putBack(_ question: PortalQuestion) {
        underWay -= 1
        urgent.append(question)
    }

    /// Takes a page of accounts.
    mutating func take(_ answer: AccountPage, for question: PortalQuestion) throws(ListingFault) {
        underWay -= 1
        guard case .accounts(_, let pass) = question, pass == pages.restarts else { return }
        let before = seen.count
        for account in answer.accounts where seen.insert(account.id).inserted { add(account) }
        guard seen.count <= bounds.accounts else { throw .tooMany(what: "accounts", most: bounds.accounts) }
        try count(&pages, isFruitful: seen.count > before, what: "accounts")
        page = answer.nextToken
        accountsComplete = page == nil
        if let page { urgent.append(.accounts(page: page, pass: pass)) }
    }

    /// Takes a page of an account's roles.
    mutating func take(_ answer: RolePage, for question: PortalQuestion) throws(ListingFault) {
        underWay -= 1
        guard case .roles(let accountID, _) = question, let place = places[accountID] else { return }
        let before = accounts[place].roles.count
        var known = Set(accounts[place].roles)
        for role in answer.roleNames where known.insert(role).inserted { accounts[place].roles.append(role) }
        let count = accounts[place].roles.count
        rolesFound += count - before
        guard count <= bounds.rolesOfAccount else { throw .tooMany(what: "roles of one account", most: bounds.rolesOfAccount) }
        guard rolesFound <= bounds.roles else { throw .tooMany(what: "roles", most: bounds.roles) }
        try self.count(&accounts[place].pages, isFruitful: count > before, what: "roles of account \(accountID)")
        accounts[place].page = answer.nextToken
        if let page = answer.nextToken {
            urgent.append(.roles(accountID: accountID, page: page))
        } else {
            close(place, as: .done)
        }
    }

    /// The portal would not tell an account's roles: nothing follows about them.
    mutating func leaveSilent(_ question: PortalQuestion) {
        underWay -= 1
        guard case .roles(let accountID, _) = question, let place = places[accountID] else { return }
        rolesFound -= accounts[place].roles.count
        accounts[place].roles = []
        close(place, as: .silent)
    }

    /// The portal refused to go on in a list, as it does when its mark of a page has become old: the list begins anew, and false
    /// where that happened too often.
    mutating func beginAnew(_ question: PortalQuestion) -> Bool {
        underWay -= 1
        switch question {
        case .accounts(_, let pass):
            guard pass == pages.restarts else { return true }
            guard pages.restarts < PortalListing.mostRestarts else { return false }
            pages = Pages(restarts: pages.restarts + 1)
            (page, seen) = (nil, [])
            urgent.append(.accounts(page: nil, pass: pages.restarts))
        case .roles(let accountID, _):
            guard let place = places[accountID] else { return true }
            guard accounts[place].pages.restarts < PortalListing.mostRestarts else { return false }
            accounts[place].pages = Pages(restarts: accounts[place].pages.restarts + 1)
            rolesFound -= accounts[place].roles.count
            (accounts[place].page, accounts[place].roles) = (nil, [])
            urgent.append(.roles(accountID: accountID, page: nil))
        }
        return true
    }

    /// What the portal offers; complete only when the listing is.
    var offer: Offer {
        let listed = accounts.filter { seen.contains($0.id) }
        return Offer(
            accounts: listed.filter { $0.state != .leftOut }.map { account in
                Offer.Account(
                    id: account.id, name: account.name, email: account.email, roles: account.state == .done ? account.roles : nil)
            },
            leftOut: Set(listed.filter { $0.state == .leftOut }.map(\.id)))
    }

    private static let mostRestarts = 3

    /// Notes an account that this pass sees for the first time; an earlier pass may have known it.
    private mutating func add(_ account: PortalAccount) {
        let (name, email) = (account.name?.cut(to: bounds.nameBytes), account.email?.cut(to: bounds.nameBytes))
        if let place = places[account.id] {
            (accounts[place].name, accounts[place].email) = (name, email)
            return
        }
        places[account.id] = accounts.count
        let isTaken = rules.takes(accountID: account.id, name: name)
        accounts.append(Found(id: account.id, name: name, email: email, state: isTaken ? .open : .leftOut))
        if isTaken { waiting.places.append(accounts.count - 1) } else { accountsDone += 1 }
    }

    private mutating func close(_ place: Int, as state: Found.State) {
        (accounts[place].state, accounts[place].page) = (state, nil)
        accountsDone += 1
    }

    private func count(_ pages: inout Pages, isFruitful: Bool, what: String) throws(ListingFault) {
        if isFruitful { pages.fruitful += 1 } else { pages.fruitless += 1 }
        guard pages.fruitless <= bounds.fruitlessPages + pages.fruitful else { throw .endless(what: what) }
    }
}
