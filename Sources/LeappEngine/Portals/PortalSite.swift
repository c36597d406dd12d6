import LeappMerge
import LeappWorkspace

/// What of a portal's record its calls need; nothing secret.
struct PortalSite: Hashable, Sendable {
    /// The record's id.
    let id: RecordID
    /// What the user calls it; the start URL where it has no name.
    let name: String
    /// The start URL as the user wrote it.
    let startURL: String
    /// The region that the portal lives in.
    let region: String
    /// What tokens are asked to be good for.
    let scopes: [String]

    init(id: RecordID, _ portal: Portal) {
        self.id = id
        name = portal.name ?? portal.startURL
        startURL = portal.startURL
        region = portal.region
        let scopes = (portal.registrationScopes ?? "").split { $0 == "," || $0.isWhitespace }.map(String.init)
        self.scopes = scopes.isEmpty ? ["sso:account:access"] : scopes
    }

    /// The portals of a vault, ascending by id.
    static func all(in payload: Payload) -> [PortalSite] {
        payload.records.compactMap { record in
            guard record.kind == RecordKind.portal.rawValue else { return nil }
            let state = record.state
            return state.isVisible ? Portal(state).map { PortalSite(id: record.id, $0) } : nil
        }
    }

    /// Whether a role or a token of `startURL` is of this portal.
    func isAt(_ startURL: String) -> Bool { Portal.normalised(self.startURL) == Portal.normalised(startURL) }
}

extension [PortalSite] {
    /// The portal that goes by `name`: its name, its start URL or its id.
    func named(_ name: String) throws(PortalError) -> PortalSite {
        if let id = RecordID(hex: name), let site = first(where: { $0.id == id }) { return site }
        let called = filter { $0.name == name }
        let meant = called.isEmpty ? filter { $0.isAt(name) } : called
        guard let site = meant.first, meant.count == 1 else {
            let candidates = meant.isEmpty ? map(\.name).sorted() : meant.map(\.startURL).sorted()
            throw .unknown(name: name, candidates: candidates, isAmbiguous: !meant.isEmpty)
        }
        return site
    }
}
