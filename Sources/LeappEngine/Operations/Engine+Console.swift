import LeappAWS
import LeappAgentProtocol
import LeappCrypto
import LeappWorkspace

extension Engine {
    /// The region of what names none, where the console begins too.
    private static var usualRegion: String { "us-east-1" }

    /// An address that opens AWS's console as a session.
    func console(_ frame: SecretArena, _ answer: Answer) async throws {
        let request = try ConsoleRequest(parsing: frame.bytes)
        let vault = try required(request.vault)
        let session = try vault.session(named: request.name)
        // The federation endpoint takes what AssumeRole gave (a portal does the same), and refuses a user's GetSessionToken.
        guard session.kind != .iamUser else { throw EngineError.noConsole(session: session.name) }
        let own = try vault.index().region(of: session, calledBy: request.name)
        let region = try request.region ?? own ?? vault.portalRegion(of: session) ?? Self.usualRegion
        let destination = request.service.map { ConsoleDestination.service($0) } ?? .home
        let (duration, code) = (request.duration.map { Int($0) }, SecretSlice(keeping: request.mfaCode))
        do throws(AWSError) { _ = try destination.url(region: region) } catch { throw EngineError.setting(error) }

        let credentials = try await vault.credentials(for: session, code: code)
        guard vault === opened else { throw EngineError.locked(holding: nil) }
        guard credentials.sessionToken != nil else { throw EngineError.noConsole(session: session.name) }
        try vault.noteUse(of: session, at: effects.now() / 1000)
        let url = try await vault.signInURL(
            GetSigninToken(credentials: credentials, durationSeconds: duration), at: destination, region: region,
            session: session.name, caller: network.caller)
        try await answer.send(capacity: url.count + 64) { frame in
            ConsoleReply(url: url.bytes, expiration: credentials.expiration).encode(into: &frame)
        }
    }
}

extension OpenedVault {
    /// The region of the portal that a session comes from.
    fileprivate func portalRegion(of session: SessionSummary) throws(EngineError) -> String? {
        guard let startURL = session.portal else { return nil }
        return try sites().first { $0.isAt(startURL) }?.region
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
