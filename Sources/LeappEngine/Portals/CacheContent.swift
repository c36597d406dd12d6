import LeappAWS
import LeappCrypto
import LeappMerge

/// What one machine keeps of a vault's portals (spec/cache.md): references to one decrypted cache, which copies share.
struct CacheContent: Sendable {
    /// What is kept of each portal, by its record's id.
    var portals: [RecordID: PortalState] = [:]

    /// What is kept of a portal.
    subscript(site: PortalSite) -> PortalState {
        get { portals[site.id] ?? PortalState() }
        set { portals[site.id] = newValue.isEmpty ? nil : newValue }
    }
}

/// What is kept of one portal.
struct PortalState: Sendable {
    /// Clients that AWS knows leapp by.
    var registrations: [Registration] = []
    /// leapp's own sign-in.
    var token: PortalToken?
    /// A sign-in of another program.
    var adopted: AdoptedToken?
    /// How far a listing that was cut off had come, as whoever lists writes it.
    var checkpoint: SecretSlice?
    /// When the portal was last listed, in seconds since 1970.
    var synced: Int64?

    var isEmpty: Bool {
        registrations.isEmpty && token == nil && adopted == nil && checkpoint == nil && synced == nil
    }

    /// Whether the access token is one that AWS refused.
    mutating func drop(_ refused: SecretSlice) {
        if let token, token.access.isEqual(to: refused) { self.token = nil }
        if let adopted, adopted.access.isEqual(to: refused) { self.adopted = nil }
    }

    /// An access token to be used at `now` (seconds since 1970, in AWS's time), other than `refused`; nil where one is to be
    /// renewed, or there is none.
    ///
    /// A clock that is wrong must not end a session: where nothing can be renewed, a token that looks ended is shown to AWS, which
    /// judges. What AWS refuses is dropped, so that this happens once.
    func accessToken(at now: Int64, insteadOf refused: SecretSlice?) -> SecretSlice? {
        func isOther(_ access: SecretSlice) -> Bool { refused.map { !access.isEqual(to: $0) } ?? true }
        let own = token.flatMap { isOther($0.access) ? $0 : nil }
        let foreign = adopted.flatMap { isOther($0.access) ? $0 : nil }
        if let own, !own.isDue(at: now) { return own.access }
        if token?.refresh != nil { return nil }
        if let foreign, foreign.expiration > now { return foreign.access }
        return own?.access ?? foreign?.access
    }
}

/// A client that AWS registered, for one way to sign in, one region and these scopes.
struct Registration: Sendable {
    let grant: SignInGrant
    let region: String
    let scopes: [String]
    let client: OIDCClient
    /// When AWS forgets it, in seconds since 1970.
    let expiration: Int64
}

/// How the user signs in; the raw value is what the cache says.
enum SignInGrant: String, Sendable, CaseIterable {
    case browser
    case device
}

/// A sign-in by leapp.
struct PortalToken: Sendable {
    let access: SecretSlice
    /// When the access token ends, in seconds since 1970.
    let expiration: Int64
    /// How many seconds it had when it was new.
    let lifetime: Int64
    /// What is given for the next one.
    let refresh: SecretSlice?
    /// Whom AWS gave it to, and takes the refresh token from.
    let client: OIDCClient
    /// The region whose OIDC gave it.
    let region: String

    /// Whether another should be had: less than 5 minutes, or a quarter of a short life, are left. One that cannot be renewed is
    /// used to its end.
    func isDue(at now: Int64) -> Bool {
        let margin = refresh == nil ? 0 : min(5 * 60, lifetime / 4)
        return expiration - now <= margin
    }
}

/// An access token that another program got.
struct AdoptedToken: Sendable {
    let access: SecretSlice
    /// When it ends, in seconds since 1970.
    let expiration: Int64
}
