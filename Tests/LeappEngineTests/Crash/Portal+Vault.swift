import LeappEngine
import LeappMerge
import LeappVault
import LeappWorkspace
import Testing

@testable import LeappEngine

/// The portal of the crash matrix: a vault that knows one role of it, which it offers no more, and what it offers.
enum OfferedPortal {
    static let startURL = "https://acme.awsapps.com/start"
    static let name = "acme"
    static let region = "eu-west-1"
    static let accountID = "111122223333"
    static let roles = ["Admin", "Read"]
}

extension OpenVault {
    /// Puts the portal in, with a role of it under the name `gone`.
    func addPortal() throws {
        var writer = DraftWriter(vaultID: vaultID.bytes)
        _ = writer.add(Portal(startURL: OfferedPortal.startURL, name: OfferedPortal.name, region: OfferedPortal.region))
        var role = SSORole(
            startURL: OfferedPortal.startURL, accountID: OfferedPortal.accountID, roleName: "Former", name: "gone")
        role.discovered = Discovered(found: 1)
        _ = writer.add(role)
        let drafts = writer.finish()
        try edit { Workspace($0).applying(drafts: drafts, replace: false).edit }
    }

    /// Takes in all that the portal offers, as a sync does.
    func takeOffer() throws {
        let site = try PortalSite.all(in: payload()).named(OfferedPortal.name)
        let account = Offer.Account(
            id: OfferedPortal.accountID, name: OfferedPortal.name, email: nil, roles: OfferedPortal.roles)
        let scene = DiscoveryScene(vaultID: vaultID.bytes, portal: site.id, partition: "aws", time: 2)
        try edit { payload in
            let found = try? Workspace(payload).discovering(Offer(accounts: [account]), settings: SyncSettings(), in: scene)
            return found?.edit ?? Edit()
        }
    }

    /// The names of the portal's roles, sorted.
    func roles() throws -> [String] { try Workspace(payload()).all(SSORole.self).map(\.name).sorted() }
}

extension SimulatedHome {
    /// A vault with these numbers and the portal.
    func filledWithPortal(_ numbers: [Int]) throws { try filledAndOpen(numbers).addPortal() }
}
