import LeappCrypto

/// What the sync of a portal needs beside AWS and the vault: the portal's token, and the sealed cache's place for what was found.
protocol PortalDesk: Sendable {
    /// An access token that is good for some minutes; another one than `refused`, which the portal did not take.
    func accessToken(insteadOf refused: SecretSlice?) async throws(PortalError) -> SecretSlice

    /// What the last sync kept that was cut off.
    func checkpoint() async throws(PortalError) -> SecretSlice?

    /// Keeps a checkpoint, one CBOR item, in place of the last one.
    func keep(_ checkpoint: SecretSlice) async throws(PortalError)

    /// Notes that the portal was listed to its end at `time` (unix seconds); there is no checkpoint any more.
    func noteSync(at time: Int64) async throws(PortalError)
}

/// The desk of one portal of an opened vault.
struct SiteDesk: PortalDesk {
    let sessions: PortalSessions
    let site: PortalSite

    func accessToken(insteadOf refused: SecretSlice?) async throws(PortalError) -> SecretSlice {
        try await sessions.accessToken(of: site, insteadOf: refused)
    }

    func checkpoint() async throws(PortalError) -> SecretSlice? { try await sessions.checkpoint(of: site) }

    func keep(_ checkpoint: SecretSlice) async throws(PortalError) { try await sessions.keepCheckpoint(checkpoint, of: site) }

    func noteSync(at time: Int64) async throws(PortalError) { try await sessions.noteSynced(site, at: time) }
}
