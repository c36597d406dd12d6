import LeappAWS
import LeappBytes
import LeappCrypto
import Synchronization

@testable import LeappEngine

/// A portal that answers from a list, and remembers what it was asked.
final class ScriptedPortal: AWSCaller {
    struct Script {
        var accounts: [(id: String, name: String, roles: [String])] = []
        var accountsPerPage = 50
        var rolesPerPage = 50
        /// What it says instead of an answer, to the request of this number, from 1.
        var refusal: @Sendable (Int, PortalQuestion) -> AWSError? = { _, _ in nil }
        /// What it answers instead of a page.
        var answer: @Sendable (PortalQuestion) -> AWSAnswer? = { _ in nil }
        /// What happens before it answers.
        var meanwhile: @Sendable (PortalQuestion) async -> Void = { _ in }
        /// The access token that it takes.
        var token = "token"
        var latency: Int64 = 40
    }

    struct Asked: Hashable {
        let question: PortalQuestion
        let wasAnswered: Bool
        let time: Int64
    }

    private let state: Mutex<(script: Script, log: [Asked], count: Int)>
    private let time: SimulatedTime
    let clockSkew: Int64 = 0

    init(_ script: Script, time: SimulatedTime) {
        state = Mutex((script, [], 0))
        self.time = time
    }

    /// How often it was asked.
    var begun: Int { state.withLock { $0.count } }
    var log: [Asked] { state.withLock { $0.log } }
    var answered: [PortalQuestion] { log.filter(\.wasAnswered).map(\.question) }
    func change(_ change: (inout Script) -> Void) { state.withLock { change(&$0.script) } }

    func call(_ call: AWSCall) async throws(AWSError) -> AWSAnswer {
        guard let question = PortalQuestion(call), call.attempts == 1 else { throw .badParameter(name: "operation") }
        let (script, number) = state.withLock { state in
            state.count += 1
            return (state.script, state.count)
        }
        await script.meanwhile(question)
        await time.pass(script.latency)
        if Task.isCancelled { throw .cancelled }
        let isKnown = if case .bearer(let token) = call.authorization { token.isEqual(to: secret(script.token)) } else { false }
        let refusal = isKnown ? script.refusal(number, question) : ScriptedPortal.refused("UnauthorizedException", 401)
        state.withLock { $0.log.append(Asked(question: question, wasAnswered: refusal == nil, time: time.now)) }
        if let refusal { throw refusal }
        return script.answer(question) ?? script.page(question)
    }

    static func refused(_ code: String, _ status: Int, retryAfter: Int64? = nil) -> AWSError {
        let refusal = AWSRefusal(code: code, message: "", status: status, requestID: nil, retryAfter: retryAfter)
        return refusal.kind == .throttled ? .throttled(refusal, attempts: 1) : .refused(refusal)
    }
}

extension ScriptedPortal.Script {
    /// `count` accounts with these roles.
    init(count: Int, roles: [String] = ["Admin", "Read"]) {
        accounts = (0..<count).map { (String(100_000_000_000 + $0), "Account \($0)", roles) }
    }

    fileprivate func page(_ question: PortalQuestion) -> AWSAnswer {
        switch question {
        case .accounts(let page, _):
            let (part, next) = slice(accounts, page, accountsPerPage)
            return .accounts(
                AccountPage(accounts: part.map { PortalAccount(id: $0.id, name: $0.name, email: nil) }, nextToken: next))
        case .roles(let accountID, let page):
            let (part, next) = slice(accounts.first { $0.id == accountID }?.roles ?? [], page, rolesPerPage)
            return .roles(RolePage(roleNames: part, nextToken: next))
        }
    }

    private func slice<Item>(_ items: [Item], _ page: String?, _ size: Int) -> ([Item], String?) {
        let start = page.flatMap { Int($0) } ?? 0
        let end = min(start + size, items.count)
        return (Array(items[start..<end]), end < items.count ? String(end) : nil)
    }
}

extension PortalQuestion {
    fileprivate init?(_ call: AWSCall) {
        switch call.operation {
        case .listAccounts(let list): self = .accounts(page: list.page.token, pass: 0)
        case .listAccountRoles(let list): self = .roles(accountID: list.accountID, page: list.page.token)
        default: return nil
        }
    }
}
