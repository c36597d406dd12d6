import LeappAWS
import LeappAgentProtocol
import LeappCrypto
import LeappWorkspace

extension Engine {
    /// An address that opens AWS's console as a session.
    func console(_ frame: SecretArena, _ answer: Answer) async throws {
        let request = try ConsoleRequest(parsing: frame.bytes)
        let vault = try required(request.vault)
        let session = try vault.session(named: request.name)
        // Where nothing else is said the page is of the region that the credentials come from, so that it is of their partition.
        let own = try vault.index().region(of: session, calledBy: request.name)
        let region = try request.region ?? own ?? vault.chain(to: session).region
        let destination = request.service.map { ConsoleDestination.service($0) } ?? .home
        let (duration, code) = (request.duration.map { Int($0) }, SecretSlice(keeping: request.mfaCode))
        do throws(AWSError) { _ = try destination.url(region: region) } catch { throw EngineError.setting(error) }

        let pass = try await vault.consolePass(for: session, duration: duration, code: code)
        guard vault === opened else { throw EngineError.locked(holding: nil) }
        try vault.noteUse(of: session, at: effects.now() / 1000)
        let url = try await vault.signInURL(pass, at: destination, region: region, session: session.name, caller: network.caller)
        let (expiration, withoutMFA) = (pass.credentials.expiration, session.kind == .iamUser && session.hasMFA)
        try await answer.send(capacity: url.count + 64) { frame in
            ConsoleReply(url: url.bytes, expiration: expiration, withoutMFA: withoutMFA).encode(into: &frame)
        }
    }
}

extension OpenedVault {
    /// What the federation endpoint is shown for `session`, and asked for.
    ///
    /// It takes what AssumeRole gave, and GetRoleCredentials; a user has GetFederationToken for it. The console of a federated user
    /// lasts as long as those credentials, and AWS refuses the request for a sign-in token that says how long.
    fileprivate func consolePass(
        for session: SessionSummary, duration: Int?, code: SecretSlice?
    ) async throws(EngineError) -> GetSigninToken {
        guard session.kind == .iamUser else {
            let most = GetSigninToken.durations.upperBound
            if let duration, duration > most { throw .consoleTooLong(session: session.name, most: most) }
            return GetSigninToken(credentials: try await credentials(for: session, code: code), durationSeconds: duration)
        }
        let chain = try chain(to: session, withoutMFA: true)
        do throws(VendError) {
            return GetSigninToken(credentials: try await broker.federated(chain, durationSeconds: duration))
        } catch {
            throw .vend(error)
        }
    }

    /// Asks for a sign-in token and makes the address with it.
    fileprivate func signInURL(
        _ request: GetSigninToken, at destination: ConsoleDestination, region: String, session: String, caller: any AWSCaller
    ) async throws(EngineError) -> SecretSlice {
        let answer: AWSAnswer
        do throws(AWSError) {
            answer = try await caller.call(
                AWSCall(.getSigninToken(request), region: region, authorization: .none, environment: environment))
        } catch {
            throw .vend(.aws(session: session, error))
        }
        guard case .signinToken(let token) = answer else { throw .vend(.wrongAnswer(session: session)) }
        do throws(AWSError) {
            return try ConsoleSignIn(token: token, destination: destination).url(region: region, environment: environment)
        } catch {
            throw .setting(error)
        }
    }
}
