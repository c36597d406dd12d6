import LeappAWS
import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import Testing

@testable import LeappEngine

/// One way in which the cache of sign-ins is replaced: a row of the crash matrix. An operation that is new gets a row in ``all``.
struct CacheOperation: Sendable, CustomTestStringConvertible {
    let name: String
    /// Makes the vault, the cache and AWS as they are before.
    let prepare: @Sendable (CacheScene, OpenedVault) async throws -> Void
    /// The operation.
    let act: @Sendable (CacheScene, OpenedVault) async throws -> Void
    /// How often AWS is asked for another token, where the operation goes through.
    var refreshes = 0
    /// What must hold of the portal and of the vault, whatever was cut off.
    var holds: @Sendable (PortalState, OpenedVault) throws -> Bool = { _, _ in true }

    var testDescription: String { name }

    static let all: [CacheOperation] = [
        CacheOperation(name: "first sign-in") { _, _ in
        } act: {
            try await $0.signIn($1)
        },
        CacheOperation(name: "another sign-in") {
            try await $0.signIn($1)
        } act: {
            try await $0.signIn($1)
        } holds: { state, _ in
            state.token != nil
        },
        CacheOperation(
            name: "renewal of a token",
            prepare: {
                try await $0.signIn($1)
                $0.home.pass(seconds: 3700)
            },
            act: { scene, vault in
                // Who is refused by the disk asks again: the token was rotated, and is there.
                do { try await scene.ask(vault) } catch { try await scene.ask(vault) }
            }, refreshes: 1, holds: { state, _ in state.token?.refresh != nil }),
        CacheOperation(
            name: "end of a session",
            prepare: {
                try await $0.signIn($1)
                $0.home.pass(seconds: 3700)
                $0.aws.revoke()
            },
            act: { scene, vault in
                do { try await scene.ask(vault) } catch PortalError.loginNeeded(_, .sessionOver) { return }
                Issue.record("a session that is over gave an answer")
            }, refreshes: 1),
        CacheOperation(name: "sign-out") {
            try await $0.signIn($1)
        } act: {
            _ = try await $1.portals.logout(of: $0.site(in: $1))
        },
        CacheOperation(name: "taking over another program's token") { _, _ in
        } act: {
            _ = try await $1.portals.adopt($0.adopted, of: $0.site(in: $1))
        },
        CacheOperation(name: "first checkpoint of a listing") {
            try await $0.signIn($1)
        } act: {
            try await $1.portals.keepCheckpoint(secret("how far it is"), of: $0.site(in: $1))
        } holds: { state, _ in
            state.token?.refresh != nil
        },
        CacheOperation(name: "next checkpoint of a listing") {
            try await $0.signIn($1)
            try await $1.portals.keepCheckpoint(secret("how far it is"), of: $0.site(in: $1))
        } act: {
            let long = SecretSlice(copying: [UInt8](repeating: 7, count: 20_000).rawSpan)
            try await $1.portals.keepCheckpoint(long, of: $0.site(in: $1))
        } holds: { state, _ in
            state.token?.refresh != nil && state.checkpoint != nil
        },
        CacheOperation(name: "sync of a portal") {
            _ = try await $1.portals.adopt($0.adopted, of: $0.site(in: $1))
            try await $1.portals.keepCheckpoint(secret("of another version"), of: $0.site(in: $1))
        } act: {
            try await $0.sync($1)
        } holds: { state, vault in
            let roles = try vault.vault.roles()
            let isTaken = roles == ["acme-admin", "acme-read", "gone"]
            // What is said to be synced is in the vault.
            return state.adopted != nil && (isTaken || (roles == ["gone"] && state.synced == nil && state.checkpoint != nil))
        },
        CacheOperation(name: "sealing under the vault's new key") { scene, vault in
            try await scene.signIn(vault)
            try scene.home.store().rotated(to: "first")
        } act: {
            try await $0.ask($1)
        } holds: { state, _ in
            state.token?.refresh != nil
        },
    ]
}

extension CacheScene {
    /// Another program's token, which the listed portal takes.
    var adopted: AdoptedToken { AdoptedToken(access: secret("token"), expiration: home.clock / 1000 + 7200) }

    func site(in vault: OpenedVault) throws -> PortalSite { try vault.site(named: OfferedPortal.name) }

    /// Signs in by device code where the user agrees at once.
    func signIn(_ vault: OpenedVault) async throws {
        let attempt = try await vault.portals.login(at: site(in: vault), redirectURI: nil).attempt
        home.pass(seconds: 1)
        _ = try await vault.portals.token(for: attempt, code: nil)
    }

    func ask(_ vault: OpenedVault) async throws { _ = try await vault.portals.ask(CacheScene.question, of: site(in: vault)) }
}
