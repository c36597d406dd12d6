import LeappAWS
import LeappCrypto
import LeappMerge
import LeappWorkspace

/// Where all callers of one unlocked vault get credentials: cached in locked memory, one call to AWS for any number of
/// callers at once, nothing retried after a refusal (agent.md, "What it serves").
actor CredentialBroker {
    /// What one answer of AWS can be reused for: a session, the MFA device that was used on the way, and the portal it came from.
    struct Access: Hashable, Sendable {
        let session: RecordID
        let serial: String?
        var portal: RecordID?
    }

    private struct Held {
        let credentials: Credentials
        let life: Int64
    }

    private typealias Obtained = Result<Credentials, VendError>

    private let caller: any AWSCaller
    private let portals: PortalSessions
    private let environment: AWSEnvironment
    private let now: @Sendable () -> Int64
    private var held: [Access: Held] = [:]
    private var underWay: [Access: Task<Obtained, Never>] = [:]

    /// AWS is asked through `caller` with the places and proxies of `environment`, portals through `portals`; `now` is the wall clock
    /// in milliseconds.
    init(
        caller: any AWSCaller, portals: PortalSessions, environment: AWSEnvironment, now: @escaping @Sendable () -> Int64
    ) {
        self.caller = caller
        self.portals = portals
        self.environment = environment
        self.now = now
    }

    /// Drops what is cached, and what is still on its way to the cache, as after an edit of the vault.
    func forget() {
        held = [:]
        underWay = [:]
    }

    /// Drops the same of all that came from one portal, as after a sign-out there.
    func forget(portal: RecordID) {
        held = held.filter { $0.key.portal != portal }
        underWay = underWay.filter { $0.key.portal != portal }
    }

    /// What is cached for `access` and may still be handed out; AWS is not asked.
    func cached(_ access: Access, minimumLife: Int64) async -> Credentials? {
        let time = await correctedTime()
        guard let held = held[access], isFresh(held, at: time, minimumLife: minimumLife) else { return nil }
        return held.credentials
    }

    /// Credentials at the end of `chain`; `code` is a one-time code for the MFA device on the way, where one is needed.
    ///
    /// `minimumLife` (seconds) asks for more life than the usual rule leaves; a short life cannot be stretched by it.
    func credentials(
        for chain: CredentialChain, code: SecretSlice? = nil, minimumLife: Int64 = 0
    ) async throws(VendError) -> Credentials {
        guard let last = chain.roles.last else {
            return try await rootCredentials(of: chain, code: code, minimumLife: minimumLife)
        }
        return try await once(chain.access(of: last.id), minimumLife: minimumLife) { () async throws(VendError) in
            try await self.assume(last.record, in: chain, code: code)
        }
    }

    /// What the chain begins with: the user's own key, a session of it, or what the portal gives.
    private func rootCredentials(
        of chain: CredentialChain, code: SecretSlice?, minimumLife: Int64
    ) async throws(VendError) -> Credentials {
        switch chain.root {
        case .user(let user):
            // On top of the key alone roles are assumed, so that they live as long as they may.
            guard chain.serial != nil || (user.usesSession && chain.roles.isEmpty) else { return user.key }
            return try await once(chain.access(of: user.id), minimumLife: minimumLife) { () async throws(VendError) in
                try await self.session(of: user, in: chain, code: code)
            }
        case .portalRole(let role):
            return try await once(chain.access(of: role.id), minimumLife: minimumLife) { () async throws(VendError) in
                try await self.given(role, in: chain)
            }
        }
    }

    /// GetSessionToken for the user at the root of `chain`.
    private func session(
        of user: CredentialChain.User, in chain: CredentialChain, code: SecretSlice?
    ) async throws(VendError) -> Credentials {
        var request = GetSessionToken(durationSeconds: 43_200)
        if let serial = chain.serial {
            guard let code else { throw .codeNeeded(session: chain.name, serial: serial) }
            request.multiFactor = MultiFactor(serialNumber: serial, code: code)
        }
        // A key is known in its own partition only, which a role on top names where the user does not.
        return try await call(.getSessionToken(request), region: user.region ?? chain.region, with: user.key, in: chain)
    }

    /// GetFederationToken for the user that `chain` is: what opens the console, where that does not take what GetSessionToken gives.
    ///
    /// It is signed with the key itself, as AWS refuses it to any session, and carries no MFA. It is not cached: each console has a
    /// life of its own.
    func federated(_ chain: CredentialChain, durationSeconds: Int?) async throws(VendError) -> Credentials {
        guard chain.roles.isEmpty, case .user(let user) = chain.root else { throw .wrongAnswer(session: chain.name) }
        let request = GetFederationToken(name: "leapp", durationSeconds: durationSeconds)
        do throws(VendError) {
            return try await call(.getFederationToken(request), region: chain.region, with: user.key, in: chain)
        } catch {
            guard case .aws(let session, .refused(let refusal)) = error, refusal.kind == .accessDenied else { throw error }
            throw .notFederated(session: session, hasMFA: user.mfaSerial != nil, refusal)
        }
    }

    /// GetRoleCredentials for the portal's role at the root of `chain`.
    private func given(_ role: CredentialChain.PortalRole, in chain: CredentialChain) async throws(VendError) -> Credentials {
        let question = GetRoleCredentials(accountID: role.accountID, roleName: role.roleName)
        let answer: AWSAnswer
        do throws(PortalError) {
            answer = try await portals.ask(.getRoleCredentials(question), of: role.portal)
        } catch {
            guard error.kind == .notAssigned, case .aws(_, .refused(let refusal)) = error else {
                throw .portal(session: chain.name, error)
            }
            throw .notAssigned(
                session: chain.name, accountID: role.accountID, roleName: role.roleName, portal: role.portal.name, refusal)
        }
        guard case .credentials(let credentials) = answer else { throw .wrongAnswer(session: chain.name) }
        return credentials
    }

    /// AssumeRole for the outermost role, with the credentials of the chain below it.
    private func assume(
        _ role: AssumedRole, in chain: CredentialChain, code: SecretSlice?
    ) async throws(VendError) -> Credentials {
        let below = chain.withoutOutermost
        let parent =
            if below.roles.isEmpty {
                try await rootCredentials(of: chain, code: code, minimumLife: 0)
            } else {
                try await credentials(for: below, code: code)
            }
        let isChained = !below.roles.isEmpty || chain.root.portal != nil
        let request = AssumeRole(role, isChained: isChained)
        return try await call(.assumeRole(request), region: chain.region, with: parent, in: chain)
    }

    private func call(
        _ operation: AWSOperation, region: String, with credentials: Credentials, in chain: CredentialChain
    ) async throws(VendError) -> Credentials {
        let call = AWSCall(operation, region: region, credentials: credentials, environment: environment)
        let answer: AWSAnswer
        do throws(AWSError) {
            answer = try await caller.call(call)
        } catch {
            throw .aws(session: chain.name, error)
        }
        switch answer {
        case .credentials(let obtained):
            guard obtained.accountID == nil else { return obtained }
            return Credentials(
                accessKeyID: obtained.accessKeyID, secretAccessKey: obtained.secretAccessKey, sessionToken: obtained.sessionToken,
                expiration: obtained.expiration, accountID: credentials.accountID)
        case .identity, .clientRegistration, .deviceAuthorization, .portalTokens, .accounts, .roles, .loggedOut, .signinToken:
            throw .wrongAnswer(session: chain.name)
        }
    }

    /// What is cached for `access`, what is on its way, or what `obtain` brings: one call for all who ask meanwhile.
    private func once(
        _ access: Access, minimumLife: Int64, _ obtain: @escaping @Sendable () async throws(VendError) -> Credentials
    ) async throws(VendError) -> Credentials {
        let time = await correctedTime()
        if let held = held[access], isFresh(held, at: time, minimumLife: minimumLife) { return held.credentials }
        if let task = underWay[access] { return try await task.value.get() }
        let task = Task { () async -> Obtained in
            do throws(VendError) {
                return .success(try await obtain())
            } catch {
                return .failure(error)
            }
        }
        underWay[access] = task
        let obtained = await task.value
        guard underWay[access] == task else { return try obtained.get() }
        underWay[access] = nil
        let credentials = try obtained.get()
        let life = credentials.expiration.map { max($0 - time, 0) } ?? 0
        held[access] = Held(credentials: credentials, life: life)
        return credentials
    }

    /// Seconds since 1970 as AWS counts them: expirations are in AWS's time.
    private func correctedTime() async -> Int64 { now() / 1000 + (await caller.clockSkew) }

    /// Handed out while more than 15 minutes, or a quarter of a short life, are left: SDKs take less for expired.
    private func isFresh(_ held: Held, at time: Int64, minimumLife: Int64) -> Bool {
        guard let expiration = held.credentials.expiration else { return true }
        let usual = min(15 * 60, held.life / 4)
        return expiration - time > max(usual, min(minimumLife, held.life * 3 / 4))
    }
}
