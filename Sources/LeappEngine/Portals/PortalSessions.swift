import LeappAWS
import LeappCrypto
import LeappFiles
import LeappMerge

/// Where all callers of one unlocked vault get what portals give: sign-ins, access tokens, answers to portal calls.
///
/// A refresh token is given to AWS by one caller at a time, of this process and of others: what several ask for at once is asked
/// once, under the lock of the cache; what AWS gave is durable before it is used. Nothing here is tried again by itself but
/// what AWS calls expired, once.
actor PortalSessions {
    let effects: Effects
    let environment: AWSEnvironment
    var cache: SignInCache
    /// The sign-ins that are under way, by their ids.
    var attempts: [[UInt8]: LoginAttempt] = [:]

    private let caller: any AWSCaller
    private var renewals: [RecordID: Task<Result<SecretSlice, PortalError>, Never>] = [:]
    private var unsaved: [RecordID: Unsaved] = [:]
    private var isClosed = false

    /// What AWS gave and the disk did not take: it is stored before anything else is asked with the token it replaces.
    private struct Unsaved {
        let replaced: SecretSlice
        let token: PortalToken
    }

    /// The sign-ins that `cache` holds; AWS is asked through `caller` with the places and proxies of `environment`.
    init(cache: SignInCache, caller: any AWSCaller, environment: AWSEnvironment, effects: Effects) {
        self.cache = cache
        self.caller = caller
        self.environment = environment
        self.effects = effects
    }

    /// Wipes what is held; what is still on its way is neither used nor stored.
    func close() {
        isClosed = true
        attempts = [:]
        unsaved = [:]
        cache.forget()
    }

    /// Why the cache of sign-ins counts as empty, where it does.
    var fault: CacheFault? { cache.fault }

    /// What is kept of a portal.
    func state(of site: PortalSite) throws(PortalError) -> PortalState { try content()[site] }

    /// Asks the portal with an access token, renewed before where that is due, and once after where AWS says that it has ended.
    ///
    /// Where the session at the portal is over, that is remembered, and the next caller is told without AWS being asked.
    func ask(
        _ operation: AWSOperation, of site: PortalSite, timeout: Int64 = 30_000, attempts: Int? = nil
    ) async throws(PortalError) -> AWSAnswer {
        let token = try await accessToken(of: site)
        do throws(PortalError) {
            return try await send(operation, to: site, with: .bearer(token), timeout: timeout, attempts: attempts)
        } catch {
            guard error.kind == .tokenExpired else { throw error }
        }
        let other = try await accessToken(of: site, insteadOf: token)
        do throws(PortalError) {
            return try await send(operation, to: site, with: .bearer(other), timeout: timeout, attempts: attempts)
        } catch {
            guard error.kind == .tokenExpired else { throw error }
        }
        try await locked { () throws(PortalError) in try self.edit(site) { $0.drop(other) } }
        throw .loginNeeded(portal: site.name, .sessionOver)
    }

    /// An access token; not `refused`, which AWS did not take.
    func accessToken(of site: PortalSite, insteadOf refused: SecretSlice? = nil) async throws(PortalError) -> SecretSlice {
        while true {
            if unsaved[site.id] == nil, let token = try await usable(of: site, insteadOf: refused) { return token }
            let renewal = renewals[site.id] ?? renewing(site, insteadOf: refused)
            let token = try await renewal.value.get()
            // Who joined a renewal may have been refused what that one found.
            if let refused, refused.isEqual(to: token) { continue }
            return token
        }
    }

    /// Puts one question; `authorization` is a token or nothing.
    func send(
        _ operation: AWSOperation, to site: PortalSite, in region: String? = nil, with authorization: AWSAuthorization = .none,
        timeout: Int64 = 30_000, attempts: Int? = nil
    ) async throws(PortalError) -> AWSAnswer {
        let call = AWSCall(
            operation, region: region ?? site.region, authorization: authorization, environment: environment, timeout: timeout,
            attempts: attempts)
        let answer: AWSAnswer
        do throws(AWSError) { answer = try await caller.call(call) } catch { throw .aws(portal: site.name, error) }
        guard !isClosed else { throw .locked }
        return answer
    }

    /// Runs `body` under the lock of the cache, which other processes take too.
    func locked<Value: Sendable>(_ body: () async throws(PortalError) -> Value) async throws(PortalError) -> Value {
        guard !isClosed else { throw .locked }
        let lock: FileLock
        do throws(StoreError) { lock = try await cache.lock() } catch { throw .cache(error) }
        return try await PortalSessions.holding(lock, body)
    }

    /// A borrowed lock lives until the call returns.
    private static func holding<Value>(
        _ lock: borrowing FileLock, _ body: () async throws(PortalError) -> Value
    ) async throws(PortalError) -> Value { try await body() }

    /// Changes what is kept of a portal, durably; the caller holds the lock.
    func edit(_ site: PortalSite, _ change: (inout PortalState) -> Void) throws(PortalError) {
        guard !isClosed else { throw .locked }
        do throws(StoreError) {
            try cache.edit { content in
                var state = content[site]
                change(&state)
                content[site] = state
            }
        } catch {
            throw .cache(error)
        }
    }

    /// Seconds since 1970 as AWS counts them.
    func correctedTime() async -> Int64 { effects.now() / 1000 + (await caller.clockSkew) }

    private func content() throws(PortalError) -> CacheContent {
        guard !isClosed else { throw .locked }
        do throws(StoreError) { return try cache.content() } catch { throw .cache(error) }
    }

    private func usable(of site: PortalSite, insteadOf refused: SecretSlice?) async throws(PortalError) -> SecretSlice? {
        let now = await correctedTime()
        let token = try content()[site].accessToken(at: now, insteadOf: refused)
        // What an earlier key sealed must not stay for whoever has that key.
        if cache.needsSealing { try await locked { () throws(PortalError) in try self.edit(site) { _ in } } }
        return token
    }
}

/// The renewal of access tokens.
extension PortalSessions {
    private func renewing(_ site: PortalSite, insteadOf refused: SecretSlice?) -> Task<Result<SecretSlice, PortalError>, Never> {
        let task = Task { () async -> Result<SecretSlice, PortalError> in
            let result: Result<SecretSlice, PortalError>
            do throws(PortalError) {
                result = .success(
                    try await self.locked { () throws(PortalError) in try await self.renewed(site, insteadOf: refused) })
            } catch {
                result = .failure(error)
            }
            self.renewals[site.id] = nil
            return result
        }
        renewals[site.id] = task
        return task
    }

    /// What another process renewed meanwhile, or what AWS gives now; the caller holds the lock.
    private func renewed(_ site: PortalSite, insteadOf refused: SecretSlice?) async throws(PortalError) -> SecretSlice {
        try storeUnsaved(of: site)
        let now = await correctedTime()
        let state = try content()[site]
        if let token = state.accessToken(at: now, insteadOf: refused) { return token }
        guard let token = state.token, let refresh = token.refresh else {
            // Nothing but what AWS refused is there.
            if let refused, state.token != nil || state.adopted != nil {
                try edit(site) { $0.drop(refused) }
                throw .loginNeeded(portal: site.name, .sessionOver)
            }
            throw .loginNeeded(portal: site.name, cache.fault.map(LoginCause.cacheLost) ?? .signedOut)
        }
        let isRefused = refused.map(token.access.isEqual(to:)) ?? false
        let stillGood = !isRefused && token.expiration > now
        let given: PortalTokens
        do throws(PortalError) {
            given = try await exchange(.refreshToken(refresh), of: token.client, at: site, in: token.region)
        } catch {
            if error.isEndOfSession {
                // The page of a sign-in cannot say that its client is not known; what AWS says of it here is all there is.
                let isForgotten = error.kind == .clientExpired
                try edit(site) { state in
                    state.end(keepingAccess: stillGood)
                    if isForgotten { state.drop(token.client) }
                }
            } else if case .locked = error {
                throw error
            }
            // The last minutes of a token are as good as any, whatever is wrong with the way to the next one.
            if stillGood { return token.access }
            throw error.isEndOfSession ? .loginNeeded(portal: site.name, .sessionOver) : error
        }
        let time = await correctedTime()
        let renewed = PortalToken(given, at: time, client: token.client, region: token.region, refresh: refresh)
        unsaved[site.id] = Unsaved(replaced: refresh, token: renewed)
        try storeUnsaved(of: site)
        return renewed.access
    }

    /// Stores what the disk did not take before, unless another sign-in has come instead; the caller holds the lock.
    private func storeUnsaved(of site: PortalSite) throws(PortalError) {
        guard let kept = unsaved[site.id] else { return }
        // A write whose last step failed may have put the token into its place, where a power failure can still take it away.
        let mine = [kept.replaced, kept.token.refresh].compactMap(\.self)
        if let refresh = try content()[site].token?.refresh, mine.contains(where: refresh.isEqual(to:)) {
            try edit(site) { $0.token = kept.token }
        }
        unsaved[site.id] = nil
    }

    /// The tokens that AWS gives for `grant`.
    func exchange(
        _ grant: CreateToken.Grant, of client: OIDCClient, at site: PortalSite, in region: String
    ) async throws(PortalError) -> PortalTokens {
        let answer = try await send(.createToken(CreateToken(client: client, grant: grant)), to: site, in: region)
        guard case .portalTokens(let tokens) = answer else { throw .wrongAnswer(portal: site.name) }
        return tokens
    }
}

extension PortalToken {
    /// What AWS gave at `time` (seconds since 1970); where it gave no refresh token, the one that was given for it stays good.
    init(_ given: PortalTokens, at time: Int64, client: OIDCClient, region: String, refresh: SecretSlice? = nil) {
        self.init(
            access: given.accessToken, expiration: time + given.lifetime, lifetime: given.lifetime,
            refresh: given.refreshToken ?? refresh, client: client, region: region)
    }
}

extension PortalState {
    /// The session at the portal can be renewed no more; its access token may be good for some minutes.
    fileprivate mutating func end(keepingAccess: Bool) {
        token = token.flatMap { token in
            guard keepingAccess else { return nil }
            return PortalToken(
                access: token.access, expiration: token.expiration, lifetime: token.lifetime, refresh: nil, client: token.client,
                region: token.region)
        }
    }
}

extension PortalError {
    /// What AWS's refusal means, where it is one.
    var kind: RefusalKind? {
        guard case .aws(_, .refused(let refusal)) = self else { return nil }
        return refusal.kind
    }

    /// Whether AWS will never give anything for the refresh token.
    fileprivate var isEndOfSession: Bool {
        switch kind {
        case .sessionOver, .clientExpired, .grantRefused, .tokenExpired, .authorizationExpired, .authorizationDenied: true
        default: false
        }
    }
}
