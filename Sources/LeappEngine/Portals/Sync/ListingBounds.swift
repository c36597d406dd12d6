/// What is taken from one portal at most; a portal that offers more is refused, and nothing of it is written.
struct ListingBounds: Sendable {
    /// Accounts.
    var accounts = 50_000
    /// Roles of one account.
    var rolesOfAccount = 1_000
    /// Roles of all accounts together.
    var roles = 250_000
    /// Pages of one list that bring nothing new: so many more than such as do.
    var fruitlessPages = 100
    /// Bytes of an account's name or address; what is longer is cut.
    var nameBytes = 256

    static let standard = ListingBounds()
}
