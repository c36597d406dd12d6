import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import Synchronization

extension EngineClient {
    /// The portals of the vault.
    func portals() async throws(CommandError) -> [ListedPortal] {
        var portals: [ListedPortal] = []
        for frame in try await exchange(.portals, [plain(.portals)]) {
            portals += try Self.read(.portals, frame.bytes) { frame throws(ProtocolError) in
                try PortalsReply(parsing: frame).portals
            }
        }
        return portals
    }

    /// Begins a sign-in: by authorization code, which the browser brings to `redirectURI`, or by device code where that is nil.
    func beginSignIn(at portal: ListedPortal, redirectURI: String?) async throws(CommandError) -> PortalLoginReply {
        let frame = Self.frame { PortalLoginRequest(portal: portal.id, redirectURI: redirectURI, vault: vault).encode(into: &$0) }
        return try await single(.portalLogin, frame) { frame throws(ProtocolError) in try PortalLoginReply(parsing: frame) }
    }

    /// Ends a sign-in with the code that the browser brought, or asks whether the device code was agreed to.
    func endSignIn(_ attempt: [UInt8], code: SecretSlice?) async throws(CommandError) -> PortalTokenReply {
        let frame = Self.frame(with: code) { code, sink in
            PortalTokenRequest(attempt: attempt, code: code, vault: vault).encode(into: &sink)
        }
        return try await single(.portalToken, frame) { frame throws(ProtocolError) in try PortalTokenReply(parsing: frame) }
    }

    /// Revokes and forgets the tokens of a portal.
    func signOut(of portal: ListedPortal) async throws(CommandError) -> PortalLogoutReply {
        let frame = Self.frame { PortalLogoutRequest(portal: portal.id, vault: vault).encode(into: &$0) }
        return try await single(.portalLogout, frame) { frame throws(ProtocolError) in try PortalLogoutReply(parsing: frame) }
    }

    /// Lists a portal's accounts and roles into the vault; `progress` is told how far it is while it goes on.
    func sync(
        _ request: PortalSyncRequest, progress: @escaping @Sendable (SyncProgress) throws(CommandError) -> Void
    ) async throws(CommandError) -> (changes: [SyncChange], totals: SyncTotals) {
        var request = request
        request.vault = vault
        let encoded = request
        let found = Mutex<(changes: [SyncChange], totals: SyncTotals?)>(([], nil))
        try await exchange(.portalSync, [Self.frame { encoded.encode(into: &$0) }]) { frame throws(CommandError) in
            let reply = try Self.read(.portalSync, frame.bytes) { frame throws(ProtocolError) in
                try PortalSyncReply(parsing: frame)
            }
            switch reply {
            case .progress(let now): try progress(now)
            case .changes(let changes): found.withLock { $0.changes += changes }
            case .done(let changes, let totals):
                found.withLock { state in
                    state.changes += changes
                    state.totals = totals
                }
            }
        }
        let (changes, totals) = found.withLock { ($0.changes, $0.totals) }
        guard let totals else { throw .badAnswer(.portalSync) }
        return (changes, totals)
    }
}
