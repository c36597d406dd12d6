import EmulatorSupport
import LeappAWS
import LeappBytes
import LeappCrypto
import LeappJSON
import Testing

@Suite("A large portal", .enabled(if: Emulator.isPresent, Comment(rawValue: Emulator.absence)))
struct PortalListingTests {
    /// All accounts, page by page, and how many pages there were.
    private func accounts(_ asking: Asking, _ bearer: AWSAuthorization) async throws -> (accounts: [PortalAccount], pages: Int) {
        var accounts: [PortalAccount] = []
        var token: String?
        var pages = 0
        repeat {
            guard
                case .accounts(let page) = try await asking.ask(.listAccounts(ListAccounts(page: ListPage(token: token))), bearer)
                    .get()
            else { throw AWSError.cancelled }
            accounts += page.accounts
            token = page.nextToken
            pages += 1
        } while token != nil && pages < 1000
        return (accounts, pages)
    }

    @Test func twoThousandAccountsAndTheirRolesAreListed() async throws {
        let center = try IdentityCenter(
            #"{"accounts": {"count": 2000, "roles": 3}, "device": {"approve": "auto"}, "strict": true}"#)
        let bearer = AWSAuthorization.bearer(try await center.signIn().tokens.accessToken)
        let asking = center.asking
        let (accounts, pages) = try await accounts(asking, bearer)
        #expect(accounts.count == 2000 && Set(accounts.map(\.id)).count == 2000 && pages == 20)
        #expect(accounts.first == PortalAccount(id: "100000000000", name: "Account 00000", email: "aws+00000@example.com"))

        let roles = await withTaskGroup(of: [String].self) { group in
            var left = accounts[...]
            func next() {
                guard let account = left.popFirst() else { return }
                group.addTask {
                    let result = await asking.ask(.listAccountRoles(ListAccountRoles(accountID: account.id)), bearer)
                    guard case .success(.roles(let page)) = result, page.nextToken == nil else { return [] }
                    return page.roleNames
                }
            }
            for _ in 0..<32 { next() }
            var count = 0
            while let names = await group.next() {
                if names == ["AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess"] { count += 1 }
                next()
            }
            return count
        }
        #expect(roles == 2000)
        let stats = try #require(try await center.control("stats").object)
        #expect(stats["invalid"]?.integer == 0 && stats["warned"]?.integer == 0)
        #expect(stats["ops"]?.object?["ListAccountRoles"]?.integer == 2000)
    }

    @Test func anEmptyPageIsNotTheLast() async throws {
        let center = try IdentityCenter(
            #"{"accounts": {"count": 450, "roles": 0}, "device": {"approve": "auto"}, "portal": {"empty_page_every": 2}}"#)
        let bearer = AWSAuthorization.bearer(try await center.signIn().tokens.accessToken)
        let (accounts, pages) = try await accounts(center.asking, bearer)
        #expect(Set(accounts.map(\.id)).count == 450 && accounts.count == 450)
        #expect(pages == 7)
        let first = try #require(accounts.first)
        let operation = AWSOperation.listAccountRoles(ListAccountRoles(accountID: first.id))
        guard case .roles(let page) = try await center.asking.ask(operation, bearer).get() else {
            Issue.record("no roles")
            return
        }
        #expect(page == RolePage(roleNames: [], nextToken: nil))
    }
}
