import LeappAgentProtocol
import LeappCrypto
import LeappImport
import LeappWorkspace

/// Takes over the access tokens of other tools' sign-ins, never their refresh tokens: a refresh token that two use is worth
/// nothing to one of them.
struct TokenImport: Sendable {
    let folder: TokenFolder
    let client: EngineClient
    /// The path of the sealed cache.
    let cache: String
    /// Seconds since 1970.
    let now: Int64

    /// Hands the tokens to the engine, which seals them into the machine's cache, or says what that would do.
    func run(_ plan: ImportPlan, dryRun: Bool) async throws(CommandError) -> TokenResult {
        guard folder.files.contains(where: \.isOfSignIn) else { return TokenResult(folder: folder) }
        var portals = try await client.portals().map { TokenPortal($0) }
        if dryRun { portals += plan.portals.map { TokenPortal($0) } }
        let tokens = TokenPlan(folder.files, portals: portals, now: now)
        var result = TokenResult(folder: folder, tokens)
        guard !dryRun else { return result }
        for (index, token) in tokens.tokens.enumerated() where token.fate == .taken {
            guard let portal = token.portal else { continue }
            if try await !client.adopt(token, of: portal) { result.hold(index) }
        }
        return result
    }

    /// Sees to it that the cache, read back from the disk, has what was handed over: handed over again, nothing of it is taken.
    func confirm(_ result: TokenResult) async throws(CommandError) {
        for token in result.taken {
            guard let portal = token.portal else { continue }
            if try await client.adopt(token, of: portal) { throw .notWhatWasWritten(path: cache) }
        }
    }

    /// Removes the files of sign-ins at the vault's portals; `scrubbed` are the AWS files that were scrubbed before.
    func remove(_ result: TokenResult, after scrubbed: [String]) throws(CommandError) {
        do throws(CutOff) { try folder.remove(result.scrubbed) } catch {
            throw .scrubCutOff(error.fault, scrubbed: scrubbed + error.done, left: error.left)
        }
    }
}

extension TokenFile {
    fileprivate var isOfSignIn: Bool {
        switch content {
        case .token, .registration: true
        case .foreign, .unusable: false
        }
    }
}

extension TokenPortal {
    fileprivate init(_ portal: ListedPortal) {
        self.init(
            name: portal.name, startURL: portal.startURL, region: portal.region,
            tokenEnd: portal.renewable ? .max : portal.expiration)
    }

    fileprivate init(_ portal: Portal) {
        self.init(name: portal.name ?? portal.startURL, startURL: portal.startURL, region: portal.region, tokenEnd: nil)
    }
}

extension EngineClient {
    /// Hands over a token; false where the cache has one that lives as long.
    fileprivate func adopt(_ token: PlannedToken, of portal: TokenPortal) async throws(CommandError) -> Bool {
        let frame = Self.frame { sink in
            PortalAdoptRequest(
                startURL: portal.startURL, region: portal.region, accessToken: token.access.bytes, expiration: token.expiration,
                vault: vault
            ).encode(into: &sink)
        }
        return try await single(.portalAdopt, frame) { frame throws(ProtocolError) in try PortalAdoptReply(parsing: frame).adopted
        }
    }
}
