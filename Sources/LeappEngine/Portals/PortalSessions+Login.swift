import LeappAWS
import LeappAgentProtocol
import LeappCrypto

/// Sign-ins: by authorization code with PKCE (RFC 6749, RFC 7636, RFC 8252), by device code (RFC 8628).
extension PortalSessions {
    /// Begins a sign-in in a browser, which comes back to `redirectURI`, or by device code where there is none.
    func login(at site: PortalSite, redirectURI: String?) async throws(PortalError) -> PortalLoginReply {
        guard let redirectURI else { return try await deviceLogin(at: site) }
        guard let redirect = RedirectURI(redirectURI) else { throw .badRedirect(redirectURI) }
        // One that brought no code may have ended at a page that says that AWS does not know the client: the next gets another.
        let fruitless = attempts.values.first { $0.site.id == site.id && $0.isByBrowser }
        let client = try await client(for: .browser, at: site, insteadOf: fruitless?.client)
        let pkce = PKCE(effects.randomness)
        let request = AuthorizationRequest(
            clientID: client.id, redirectURI: redirect.text, state: AuthorizationRequest.state(effects.randomness),
            challenge: pkce.challenge, scopes: site.scopes)
        let url: String
        do throws(AWSError) {
            url = try request.url(region: site.region, environment: environment)
        } catch {
            throw .aws(portal: site.name, error)
        }
        let (id, replaced) = begin(
            LoginAttempt(
                site: site, client: client, end: effects.bootTime() + LoginAttempt.browserTime,
                flow: .browser(verifier: pkce.verifier, redirectURI: redirect.text)))
        return PortalLoginReply(attempt: id, url: url, flow: .browser(state: request.state), replaced: replaced)
    }

    /// Goes on with a sign-in: with the code that the browser brought, or by asking whether the user has agreed.
    func token(for id: [UInt8], code: SecretSlice?) async throws(PortalError) -> PortalTokenReply {
        guard let attempt = attempts[id] else { throw .attemptOver(portal: nil) }
        guard effects.bootTime() < attempt.end else {
            attempts[id] = nil
            throw .attemptOver(portal: attempt.site.name)
        }
        switch attempt.flow {
        case .browser(let verifier, let redirectURI):
            // Without a code the question is whether it is still waited for.
            guard let code else { return .pending(interval: LoginAttempt.browserInterval) }
            attempts[id] = nil  // a code works once
            let grant = AuthorizationCode(code: code, verifier: verifier, redirectURI: redirectURI)
            return try await signedIn(attempt, by: .authorizationCode(grant))
        case .device(let poll): return try await polled(id, attempt, poll)
        case .replaced: throw .attemptReplaced(portal: attempt.site.name)
        }
    }

    private func deviceLogin(at site: PortalSite) async throws(PortalError) -> PortalLoginReply {
        var client = try await client(for: .device, at: site)
        let device: DeviceAuthorization
        do throws(PortalError) {
            device = try await authorization(of: client, at: site)
        } catch {
            guard error.kind == .clientExpired else { throw error }
            // AWS has forgotten the client before its time.
            client = try await self.client(for: .device, at: site, insteadOf: client)
            device = try await authorization(of: client, at: site)
        }
        let now = effects.bootTime()
        let poll = LoginAttempt.Poll(code: device.deviceCode, interval: device.interval, next: now + device.interval * 1000)
        let (id, replaced) = begin(
            LoginAttempt(site: site, client: client, end: now + device.lifetime * 1000, flow: .device(poll)))
        return PortalLoginReply(
            attempt: id, url: device.verificationURL.text,
            flow: .device(
                .init(
                    userCode: device.userCode, completeURL: device.completeURL?.text, lifetime: device.lifetime,
                    interval: device.interval)),
            replaced: replaced)
    }

    private func authorization(of client: OIDCClient, at site: PortalSite) async throws(PortalError) -> DeviceAuthorization {
        let start = StartDeviceAuthorization(client: client, startURL: site.startURL)
        let answer = try await send(.startDeviceAuthorization(start), to: site)
        guard case .deviceAuthorization(let device) = answer else { throw .wrongAnswer(portal: site.name) }
        return device
    }

    /// Keeps a sign-in; it takes the place of an earlier one at the same portal, and of the oldest where there are too many.
    ///
    /// `replaced` says whether it ended one that was under way, whose caller is told so when it next asks.
    private func begin(_ attempt: LoginAttempt) -> (id: [UInt8], replaced: Bool) {
        let now = effects.bootTime()
        attempts = attempts.filter { $0.value.end > now }
        var replaced = false
        for (id, other) in attempts where other.site.id == attempt.site.id && !other.isReplaced {
            attempts[id]?.flow = .replaced
            replaced = true
        }
        func isOlder(_ one: LoginAttempt, _ other: LoginAttempt) -> Bool {
            one.isReplaced == other.isReplaced ? one.end < other.end : one.isReplaced
        }
        if attempts.count >= LoginAttempt.limit, let oldest = attempts.min(by: { isOlder($0.value, $1.value) }) {
            attempts[oldest.key] = nil
        }
        let id = effects.randomness.bytes(AgentLimits.attempt)
        attempts[id] = attempt
        return (id, replaced)
    }

    /// Asks whether the user has agreed, unless it is too early to ask.
    private func polled(
        _ id: [UInt8], _ attempt: LoginAttempt, _ poll: LoginAttempt.Poll
    ) async throws(PortalError) -> PortalTokenReply {
        let now = effects.bootTime()
        guard now >= poll.next else { return .pending(interval: (poll.next - now + 999) / 1000) }
        var poll = poll
        // A second question meanwhile is too early.
        poll.next = now + poll.interval * 1000
        attempts[id]?.flow = .device(poll)
        do throws(PortalError) {
            let reply = try await signedIn(attempt, by: .deviceCode(poll.code))
            attempts[id] = nil
            return reply
        } catch {
            switch error.progress {
            case .pending: poll.failures = 0
            case .slowDown:
                poll.failures = 0
                poll.slowDown()
            case .unanswered where poll.failures + 1 < LoginAttempt.failures: poll.backOff()
            case .unanswered, .over:
                attempts[id] = nil
                throw error
            }
            guard let meanwhile = attempts[id] else { throw .attemptOver(portal: attempt.site.name) }
            guard !meanwhile.isReplaced else { throw .attemptReplaced(portal: attempt.site.name) }
            poll.next = effects.bootTime() + poll.interval * 1000
            attempts[id]?.flow = .device(poll)
            return .pending(interval: poll.interval)
        }
    }

    /// Gets the tokens and stores them; only then the user is signed in.
    private func signedIn(
        _ attempt: LoginAttempt, by grant: CreateToken.Grant
    ) async throws(PortalError) -> PortalTokenReply {
        let site = attempt.site
        let given: PortalTokens
        do throws(PortalError) {
            given = try await exchange(grant, of: attempt.client, at: site, in: site.region)
        } catch {
            switch error.kind {
            case .authorizationDenied: throw .denied(portal: site.name)
            case .clientExpired:
                try await locked { () throws(PortalError) in try self.edit(site) { $0.drop(attempt.client) } }
                throw .attemptOver(portal: site.name)
            case .authorizationExpired, .sessionOver: throw .attemptOver(portal: site.name)
            default: throw error
            }
        }
        let token = PortalToken(given, at: await correctedTime(), client: attempt.client, region: site.region)
        try await locked { () throws(PortalError) in
            try self.edit(site) { state in
                state.token = token
                state.adopted = nil
            }
        }
        return .signedIn(portal: site.name, expiration: token.expiration, renewable: token.refresh != nil)
    }

    /// leapp as AWS knows it: one client for each way to sign in, region, portal and scopes, until it expires.
    ///
    /// `refused` is one that AWS does not know any more.
    private func client(
        for grant: SignInGrant, at site: PortalSite, insteadOf refused: OIDCClient? = nil
    ) async throws(PortalError) -> OIDCClient {
        try await locked { () throws(PortalError) in
            let now = await self.correctedTime()
            let known = try self.state(of: site).registrations.first { registration in
                registration.isFor(grant, at: site) && registration.expiration - now > Registration.margin
                    && registration.client.id != refused?.id
            }
            if let known { return known.client }
            let answer = try await self.send(.registerClient(site.registration(for: grant)), to: site)
            guard case .clientRegistration(let given) = answer else { throw .wrongAnswer(portal: site.name) }
            try self.edit(site) { state in
                state.registrations.removeAll { $0.expiration <= now || ($0.grant == grant && $0.region == site.region) }
                state.registrations.append(
                    Registration(
                        grant: grant, region: site.region, scopes: site.scopes, client: given.client, expiration: given.expiration
                    ))
            }
            return given.client
        }
    }
}

extension Registration {
    /// A client that ends sooner (in seconds) is not used for a sign-in that begins.
    fileprivate static let margin: Int64 = 15 * 60

    fileprivate func isFor(_ grant: SignInGrant, at site: PortalSite) -> Bool {
        self.grant == grant && region == site.region && scopes == site.scopes
    }
}

extension PortalState {
    mutating func drop(_ client: OIDCClient) { registrations.removeAll { $0.client.id == client.id } }
}

extension PortalSite {
    fileprivate func registration(for grant: SignInGrant) -> RegisterClient {
        var client =
            switch grant {
            case .browser: RegisterClient.browser(name: "leapp", issuerURL: startURL, redirectURI: RedirectURI.registered)
            case .device: RegisterClient.device(name: "leapp")
            }
        client.scopes = scopes
        return client
    }
}

/// What an answer other than tokens says of a sign-in by device code.
private enum PollProgress {
    case pending
    case slowDown
    /// AWS could not be asked, and may be the next time.
    case unanswered
    case over
}

extension PortalError {
    fileprivate var progress: PollProgress {
        guard case .aws(_, let error) = self else { return .over }
        switch error {
        case .refused(let refusal) where refusal.kind == .authorizationPending: return .pending
        case .refused(let refusal) where refusal.kind == .slowDown: return .slowDown
        case .throttled: return .slowDown
        case .unavailable, .deadlineExceeded: return .unanswered
        case .unreachable(_, let fault): return fault.isPassing ? .unanswered : .over
        case .refused, .clockSkew, .badAnswer, .badSetting, .badParameter, .worker, .cancelled: return .over
        }
    }
}
