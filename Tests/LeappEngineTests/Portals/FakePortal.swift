import LeappAWS
import LeappBytes
import LeappCrypto
import Synchronization

@testable import LeappEngine

/// OIDC and a portal as the engine sees them: tokens that end, rotate and are revoked, by a clock of its own.
final class FakePortal: AWSCaller {
    struct State {
        var calls: [AWSCall] = []
        /// The next answers to a device code by OAuth's codes; tokens when none is left.
        var device: [String] = []
        /// What CreateToken for a refresh token fails with.
        var refreshFault: AWSError?
        /// Whether the answer to the next refresh is lost after AWS has rotated the token.
        var losesAnswer = false
        /// How many seconds access tokens live.
        var life: Int64 = 3600
        /// Whether a refresh token comes with the access token.
        var gives = true
        /// Whether AWS has forgotten its clients.
        var forgot: Set<String> = []
        /// How far AWS's clock is ahead of the machine's, in seconds, and whether answers have shown it.
        var skew: Int64 = 0
        var isSkewSeen = false
        /// What may not be answered yet.
        var held: Set<String> = []
        var waiting: [CheckedContinuation<Void, Never>] = []
        fileprivate(set) var access: [String: Int64] = [:]
        fileprivate(set) var refresh: String?
        fileprivate var number = 0
        /// What to look at before a question is answered.
        var watch: (@Sendable (AWSCall) -> Void)?
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Int64

    init(now: @escaping @Sendable () -> Int64) { self.now = now }

    var clockSkew: Int64 { state.withLock { $0.isSkewSeen ? $0.skew : 0 } }
    var waiting: Int { state.withLock { $0.waiting.count } }
    var refresh: String? { state.withLock { $0.refresh } }

    /// Everything as it is, to which ``set(_:)`` goes back.
    var snapshot: State { state.withLock { $0 } }

    func set(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }
    func count(_ name: String) -> Int { state.withLock { $0.calls.count { $0.operation.name == name } } }
    func calls(_ name: String) -> [AWSCall] { state.withLock { $0.calls.filter { $0.operation.name == name } } }

    /// Ends the session as an administrator does.
    func revoke() {
        state.withLock { state in
            state.access = [:]
            state.refresh = nil
        }
    }

    func release() {
        let waiting = state.withLock { state in
            state.held = []
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func call(_ call: AWSCall) async throws(AWSError) -> AWSAnswer {
        let watch = state.withLock { state in
            state.calls.append(call)
            return state.watch
        }
        watch?(call)
        await withCheckedContinuation { continuation in
            let passes = state.withLock { state in
                guard state.held.contains(call.operation.name) else { return true }
                state.waiting.append(continuation)
                return false
            }
            if passes { continuation.resume() }
        }
        let result: Result<AWSAnswer, AWSError> = state.withLock { state in
            do throws(AWSError) {
                state.isSkewSeen = true
                return .success(try state.answer(call, at: now() / 1000 + state.skew))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}

extension FakePortal.State {
    fileprivate mutating func answer(_ call: AWSCall, at time: Int64) throws(AWSError) -> AWSAnswer {
        number += 1
        switch call.operation {
        case .registerClient:
            let client = OIDCClient(id: "client\(number)", secret: secret("client-secret-\(number)"))
            return .clientRegistration(ClientRegistration(client: client, expiration: time + 90 * 86_400))
        case .startDeviceAuthorization(let asked):
            if forgot.contains(asked.client.id) { throw .refusal("invalid_client") }
            guard let url = WebURL(checking: "https://device.example/") else { throw .cancelled }
            return .deviceAuthorization(
                DeviceAuthorization(
                    deviceCode: secret("device-code"), userCode: "ABCD-EFGH", verificationURL: url, completeURL: nil,
                    lifetime: 600, interval: 1))
        case .createToken(let asked): return try tokens(asked, at: time)
        case .getRoleCredentials(let asked):
            try checkBearer(call, at: time)
            if asked.roleName == "Ghost" { throw .refusal("ForbiddenException", status: 403) }
            return .credentials(credentials(at: time, account: asked.accountID))
        case .assumeRole: return .credentials(credentials(at: time, account: nil))
        case .logout:
            try checkBearer(call, at: time)
            access = [:]
            refresh = nil
            return .loggedOut
        default: throw .badParameter(name: "operation")
        }
    }

    private mutating func tokens(_ asked: CreateToken, at time: Int64) throws(AWSError) -> AWSAnswer {
        if forgot.contains(asked.client.id) { throw .refusal("invalid_client") }
        switch asked.grant {
        case .authorizationCode(let code):
            guard code.code.string == "good-code", code.verifier.count == 43 else { throw .refusal("invalid_grant") }
        case .deviceCode(let code):
            guard code.string == "device-code" else { throw .refusal("invalid_grant") }
            if !device.isEmpty {
                let next = device.removeFirst()
                if next == "lost" { throw .unreachable(host: "oidc", fault: .answerTimeout) }
                throw .refusal(next)
            }
        case .refreshToken(let token):
            if let refreshFault { throw refreshFault }
            guard let refresh, token.string == refresh else { throw .refusal("invalid_grant") }
        }
        let new = (access: "access-token-\(number)", refresh: "refresh-token-\(number)")
        access[new.access] = time + life
        if gives { refresh = new.refresh }
        if losesAnswer {
            losesAnswer = false
            throw .unreachable(host: "oidc", fault: .answerLost)
        }
        return .portalTokens(
            PortalTokens(accessToken: secret(new.access), lifetime: life, refreshToken: gives ? secret(new.refresh) : nil))
    }

    private func checkBearer(_ call: AWSCall, at time: Int64) throws(AWSError) {
        guard case .bearer(let token) = call.authorization, let end = access[token.string], end > time else {
            throw .refusal("UnauthorizedException", status: 401)
        }
    }

    private func credentials(at time: Int64, account: String?) -> Credentials {
        Credentials(
            accessKeyID: "ASIA\(number)", secretAccessKey: secret("secret\(number)"), sessionToken: secret("token\(number)"),
            expiration: time + 3600, accountID: account)
    }
}

extension AWSError {
    static func refusal(_ code: String, status: Int = 400) -> AWSError {
        .refused(AWSRefusal(code: code, message: "", status: status, requestID: nil))
    }
}

extension AWSOperation {
    /// Its name, short.
    var name: String {
        switch self {
        case .registerClient: "register"
        case .startDeviceAuthorization: "device"
        case .createToken(let asked): if case .refreshToken = asked.grant { "refresh" } else { "token" }
        case .getRoleCredentials: "role"
        case .assumeRole: "assume"
        case .logout: "logout"
        default: "other"
        }
    }
}

extension SecretSlice {
    var string: String { String(decoding: Array(bytes), as: UTF8.self) }
}
