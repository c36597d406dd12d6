import LeappAWS

/// One page that a listing asks a portal for.
enum PortalQuestion: Hashable, Sendable {
    /// A page of accounts; `pass` tells listings apart that were begun anew.
    case accounts(page: String?, pass: Int)
    /// A page of the roles in an account.
    case roles(accountID: String, page: String?)

    /// What AWS is asked.
    var operation: AWSOperation {
        switch self {
        case .accounts(let page, _): .listAccounts(ListAccounts(page: ListPage(token: page)))
        case .roles(let accountID, let page):
            .listAccountRoles(ListAccountRoles(accountID: accountID, page: ListPage(token: page)))
        }
    }

    /// Whether it goes on from an earlier page.
    var isContinuation: Bool {
        switch self {
        case .accounts(let page, _), .roles(_, let page): page != nil
        }
    }
}
