import LeappAWS
import LeappBytes
import LeappCrypto

/// Tokens that come from, or go, otherwise than by a sign-in here.
extension PortalSessions {
    /// What a sign-out did: whether AWS ended the session, and what it did not do.
    struct SignedOut: Sendable {
        var revoked = false
        var left: [String] = []
    }

    /// Forgets a portal's tokens and clients, then has AWS end the session they belong to.
    ///
    /// They are gone from the disk first: what AWS cannot be told any more can be used by nobody. A sign-in of another program is
    /// forgotten here and not ended, as it is that program's.
    func logout(of site: PortalSite) async throws(PortalError) -> SignedOut {
        attempts = attempts.filter { $0.value.site.id != site.id }
        let former = try await locked { () throws(PortalError) in
            let state = try self.state(of: site)
            if state.token != nil || state.adopted != nil || !state.registrations.isEmpty || state.checkpoint != nil {
                try self.edit(site) { ($0.token, $0.adopted, $0.registrations, $0.checkpoint) = (nil, nil, [], nil) }
            }
            return state
        }
        var done = SignedOut()
        if former.adopted != nil {
            done.left.append("the sign-in of AWS CLI is forgotten here and goes on there; `aws sso logout` ends it")
        }
        guard let token = former.token else { return done }
        do throws(PortalError) {
            try await revoke(token, at: site)
            done.revoked = true
        } catch {
            guard case .aws(_, let cause) = error else { throw error }
            done.left.append("AWS was not told, and the session at the portal goes on until it ends by itself: \(cause.words)")
        }
        return done
    }

    /// Takes over an access token of another program; false where leapp has one of its own that lives longer.
    func adopt(_ token: AdoptedToken, of site: PortalSite) async throws(PortalError) -> Bool {
        try await locked { () throws(PortalError) in
            let now = await self.correctedTime()
            let state = try self.state(of: site)
            let own = state.token.map { $0.refresh == nil ? $0.expiration : .max } ?? now
            guard token.expiration > max(own, state.adopted?.expiration ?? now) else { return false }
            try self.edit(site) { $0.adopted = token }
            return true
        }
    }

    /// Ends the session that a token belongs to. One whose access token has ended lives on in its refresh token, which gives another
    /// for this alone.
    private func revoke(_ token: PortalToken, at site: PortalSite) async throws(PortalError) {
        do throws(PortalError) {
            if token.expiration > (await correctedTime()) { return try await endSession(token.access, at: site) }
        } catch {
            guard error.kind == .tokenExpired else { throw error }
        }
        guard let refresh = token.refresh else { return }
        do throws(PortalError) {
            let given = try await exchange(.refreshToken(refresh), of: token.client, at: site, in: token.region)
            try await endSession(given.accessToken, at: site)
        } catch {
            // Over already.
            guard error.kind == .tokenExpired || error.kind == .sessionOver || error.kind == .clientExpired else { throw error }
        }
    }

    private func endSession(_ access: SecretSlice, at site: PortalSite) async throws(PortalError) {
        guard case .loggedOut = try await send(.logout, to: site, with: .bearer(access), timeout: 10_000) else {
            throw .wrongAnswer(portal: site.name)
        }
    }
}

/// How far a listing has come, for whoever lists.
extension PortalSessions {
    /// What ``keepCheckpoint(_:of:)`` kept.
    func checkpoint(of site: PortalSite) throws(PortalError) -> SecretSlice? { try state(of: site).checkpoint }

    /// Keeps how far a listing has come; nil forgets it. One beyond the cache's bounds is not kept, and the listing begins anew.
    func keepCheckpoint(_ checkpoint: SecretSlice?, of site: PortalSite) async throws(PortalError) {
        let kept = checkpoint.flatMap { $0.count <= CacheLimits.checkpoint ? $0 : nil }
        try await locked { () throws(PortalError) in try self.edit(site) { $0.checkpoint = kept } }
    }

    /// Notes that a listing was completed at `time`, in seconds since 1970; its checkpoint goes.
    func noteSynced(_ site: PortalSite, at time: Int64) async throws(PortalError) {
        try await locked { () throws(PortalError) in
            try self.edit(site) { ($0.synced, $0.checkpoint) = (time, nil) }
        }
    }
}
