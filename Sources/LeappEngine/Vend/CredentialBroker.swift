import LeappAWS
import LeappCrypto
import LeappMerge
import LeappWorkspace

/// Where all callers of one unlocked vault get credentials: cached in locked memory, one call to AWS for any number of
/// callers at once, nothing retried after a refusal (agent.md, "What it serves").
actor CredentialBroker {
    /// What one answer of AWS can be reused for: a session, and the MFA device that was used on the way.
    struct Access: Hashable, Sendable {
        let session: RecordID
        let serial: String?
    }

    private struct Held {
        let credentials: Credentials
        let life: Int64
    }

    private typealias Obtained = Result<Credentials, VendError>

    private let caller: any AWSCaller
    private let environment: AWSEnvironment
    private let now: @Sendable () -> Int64
    private var held: [Access: Held] = [:]
    private var underWay: [Access: Task<Obtained, Never>] = [:]
    private var edition = 0

    /// AWS is asked through `caller` with the places and proxies of `environment`; `now` is the wall clock in milliseconds.
    init(caller: any AWSCaller, environment: AWSEnvironment, now: @escaping @Sendable () -> Int64) {
        self.caller = caller
        self.environment = environment
        self.now = now
    }

    /// Drops what is cached, and what is still on its way to the cache, as after an edit of the vault.
    func forget() {
        held = [:]
        underWay = [:]
        edition += 1
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
        guard let access = chain.access else { return chain.user.key }
        guard let last = chain.roles.last else { return try await userSession(of: chain, code: code, minimumLife: minimumLife) }
        return try await once(access, minimumLife: minimumLife) { () async throws(VendError) in
            try await self.assume(last.record, in: chain, code: code)
        }
    }

    /// GetSessionToken for the user at the root of `chain`.
    private func userSession(
        of chain: CredentialChain, code: SecretSlice?, minimumLife: Int64
    ) async throws(VendError) -> Credentials {
        let access = Access(session: chain.user.id, serial: chain.serial)
        return try await once(access, minimumLife: minimumLife) { () async throws(VendError) in
            var request = GetSessionToken(durationSeconds: 43_200)
            if let serial = chain.serial {
                guard let code else { throw .codeNeeded(session: chain.name, serial: serial) }
                request.multiFactor = MultiFactor(serialNumber: serial, code: code)
            }
            return try await self.call(.getSessionToken(request), region: chain.user.region, with: chain.user.key, in: chain)
        }
    }

    /// AssumeRole for the outermost role, with the credentials of the chain below it.
    private func assume(
        _ role: AssumedRole, in chain: CredentialChain, code: SecretSlice?
    ) async throws(VendError) -> Credentials {
        let below = chain.withoutOutermost
        let parent: Credentials =
            if !below.roles.isEmpty {
                try await credentials(for: below, code: code)
            } else if chain.serial != nil {
                try await userSession(of: chain, code: code, minimumLife: 0)
            } else {
                chain.user.key
            }
        let request = AssumeRole(role, isChained: !below.roles.isEmpty)
        return try await call(.assumeRole(request), region: role.region ?? chain.user.region, with: parent, in: chain)
    }

    private func call(
        _ operation: AWSOperation, region: String?, with credentials: Credentials, in chain: CredentialChain
    ) async throws(VendError) -> Credentials {
        let region = region ?? environment.variables["AWS_REGION"] ?? environment.variables["AWS_DEFAULT_REGION"] ?? "us-east-1"
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
        let started = edition
        let task = Task { () async -> Obtained in
            do throws(VendError) {
                return .success(try await obtain())
            } catch {
                return .failure(error)
            }
        }
        underWay[access] = task
        let obtained = await task.value
        guard started == edition else { return try obtained.get() }
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
