import LeappAgentProtocol
import LeappWorkspace

/// The portals of a vault, to choose from by what the user calls them.
struct PortalChoice: Sendable {
    let portals: [ListedPortal]

    /// The portal that `name` means: its name, id or start URL; the only one where nothing is said.
    func one(_ name: String?) throws(CommandError) -> ListedPortal {
        let found = name.map(named) ?? portals
        if found.count == 1 { return found[0] }
        guard !portals.isEmpty else {
            throw .noSuchName("the vault has no portal yet; `leapp sso add NAME START_URL --region REGION` adds one")
        }
        let candidates = (found.isEmpty ? portals : found).map { "\($0.name) (\($0.startURL))" }.joined(separator: ", ")
        guard let name else { throw .noSuchName("there are several portals, name one: \(candidates)") }
        throw .noSuchName(
            found.isEmpty
                ? "\(name): no portal has that name, id or start URL; there is: \(candidates)"
                : "\(name): several portals have that name, give the start URL: \(candidates)")
    }

    /// All portals where `all` says so, else those that are named, each once, or the only one.
    func several(_ names: [String], all: Bool) throws(CommandError) -> [ListedPortal] {
        guard !all else { return portals }
        guard !names.isEmpty else { return [try one(nil)] }
        var chosen: [ListedPortal] = []
        for name in names {
            let portal = try one(name)
            if !chosen.contains(portal) { chosen.append(portal) }
        }
        return chosen
    }

    private func named(_ name: String) -> [ListedPortal] {
        let byID = portals.filter { $0.id == name.lowercased() }
        if !byID.isEmpty { return byID }
        let byName = portals.filter { $0.name == name }
        return byName.isEmpty ? portals.filter { $0.isAt(name) } : byName
    }
}

extension ListedPortal {
    /// Whether `startURL` means this portal, however it is written.
    func isAt(_ startURL: String) -> Bool { Portal.normalised(self.startURL) == Portal.normalised(startURL) }
}
