public import LeappCrypto
import LeappWorkspace

/// What an import does with the sign-ins that other tools keep in plain text.
public struct TokenPlan: Sendable {
    /// The tokens, in the order of their files.
    public let tokens: [PlannedToken]
    /// The names of the files that `--scrub` removes: sign-ins at portals of the vault, and the clients that these were given to.
    public let scrubbed: [String]
    /// The names of the files that hold a client's secret and stay, as nothing says which portal it was made for.
    public let strayClients: [String]

    /// Plans for these files, at `now` (seconds since 1970).
    ///
    /// Of several tokens of a portal the one that lives longest is taken.
    public init(_ files: [TokenFile], portals: [TokenPortal], now: Int64) {
        var known: [String: TokenPortal] = [:]
        for portal in portals where known[Portal.normalised(portal.startURL)] == nil {
            known[Portal.normalised(portal.startURL)] = portal
        }
        var tokens = files.compactMap { file in
            if case .token(let token) = file.content {
                PlannedToken(file: file.name, token, of: known[Portal.normalised(token.startURL)], now: now)
            } else {
                nil
            }
        }
        TokenPlan.keepLongest(&tokens)
        self.tokens = tokens
        let going = Set(tokens.filter(\.isOfPortal).map(\.file))
        let clients = TokenPlan.clients(of: files, going: going, portals: portals)
        scrubbed = files.map(\.name).filter { going.contains($0) || clients.going.contains($0) }
        strayClients = clients.stray
    }

    /// Leaves one token of each portal to be taken.
    private static func keepLongest(_ tokens: inout [PlannedToken]) {
        var best: [String: Int] = [:]
        for index in tokens.indices where tokens[index].fate == .taken {
            let portal = Portal.normalised(tokens[index].startURL)
            guard let other = best[portal] else {
                best[portal] = index
                continue
            }
            let isLonger = tokens[index].expiration > tokens[other].expiration
            tokens[isLonger ? other : index].fate = .skipped(.anotherLivesLonger)
            if isLonger { best[portal] = index }
        }
    }

    /// The clients whose tokens all go, and those that no token names.
    private static func clients(
        of files: [TokenFile], going: Set<String>, portals: [TokenPortal]
    ) -> (going: Set<String>, stray: [String]) {
        var used: (going: Set<String>, staying: Set<String>) = ([], [])
        var regions = Set(portals.map(\.region))
        for file in files {
            guard case .token(let token) = file.content else { continue }
            let isGoing = going.contains(file.name)
            if let client = token.clientID { if isGoing { used.going.insert(client) } else { used.staying.insert(client) } }
            if !isGoing, let region = token.region { regions.remove(region) }
        }
        // As AWS CLI named them before a client was made for one portal: one for all portals of a region.
        let shared = Set(regions.map { "botocore-client-id-\($0).json" })
        var (gone, stray): (Set<String>, [String]) = ([], [])
        for file in files {
            guard case .registration(let client) = file.content, !used.staying.contains(client) else { continue }
            if used.going.contains(client) || shared.contains(file.name) {
                gone.insert(file.name)
            } else {
                stray.append(file.name)
            }
        }
        return (gone, stray)
    }
}

/// A portal that the vault has, or would have, and how leapp stands with it.
public struct TokenPortal: Sendable {
    /// What the user calls it.
    public let name: String
    /// Its start URL, as the vault has it.
    public let startURL: String
    /// Its region.
    public let region: String
    /// When the access token that leapp has ends, in seconds since 1970; `.max` where it renews its own.
    public let tokenEnd: Int64?

    /// A portal.
    public init(name: String, startURL: String, region: String, tokenEnd: Int64?) {
        (self.name, self.startURL, self.region, self.tokenEnd) = (name, startURL, region, tokenEnd)
    }
}

/// A token that was found and what becomes of it.
public struct PlannedToken: Sendable {
    /// The name of its file.
    public let file: String
    /// The start URL that the file names.
    public let startURL: String
    /// The portal; nil where the vault has none with that start URL.
    public let portal: TokenPortal?
    /// The access token.
    public let access: SecretSlice
    /// When it ends, in seconds since 1970.
    public let expiration: Int64
    /// What becomes of it.
    public var fate: TokenFate

    init(file: String, _ token: FoundToken, of portal: TokenPortal?, now: Int64) {
        (self.file, startURL, self.portal) = (file, token.startURL, portal)
        (access, expiration) = (token.access, token.expiration)
        fate =
            if token.scopes.map({ !$0.contains("sso:account:access") }) ?? false {
                .skipped(.otherScopes)
            } else if let portal {
                if let region = token.region, region != portal.region {
                    .skipped(.otherRegion(region))
                } else if token.expiration <= now {
                    .skipped(.expired)
                } else {
                    token.expiration > portal.tokenEnd ?? now ? .taken : .held
                }
            } else {
                .skipped(.unknownPortal)
            }
    }

    /// Whether it opens a portal of the vault, or did until it ended.
    var isOfPortal: Bool {
        switch fate {
        case .taken, .held, .skipped(.expired), .skipped(.anotherLivesLonger): true
        case .skipped(.otherScopes), .skipped(.unknownPortal), .skipped(.otherRegion): false
        }
    }
}

/// What becomes of a token.
public enum TokenFate: Hashable, Sendable {
    /// It goes into the sealed cache.
    case taken
    /// The sealed cache has it, or one that lives as long.
    case held
    /// It is not taken over.
    case skipped(TokenSkipReason)
}

/// Why a token is not taken over.
public enum TokenSkipReason: Hashable, Sendable {
    /// It is not good for an account's roles.
    case otherScopes
    /// The vault has no portal with its start URL.
    case unknownPortal
    /// The vault has the portal in another region than this.
    case otherRegion(String)
    /// It has ended.
    case expired
    /// Another file has one of the same portal that lives longer.
    case anotherLivesLonger

    /// The reason in words.
    public var words: String {
        switch self {
        case .otherScopes: "it is not good for accounts: its scopes lack sso:account:access"
        case .unknownPortal: "the vault has no portal with its start URL"
        case .otherRegion(let region): "it is of region \(region), and the portal is not"
        case .expired: "it has ended"
        case .anotherLivesLonger: "another one of the same portal lives longer"
        }
    }
}
