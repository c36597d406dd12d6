public import LeappMerge

/// A payload as its users see it: the visible records, the sessions among them and their names.
public struct Workspace: Sendable {
    /// The payload that it is a view of.
    public let payload: Payload

    /// The view of a payload.
    public init(_ payload: Payload) { self.payload = payload }

    /// The sessions among the records, and their names; made anew at each call, from every record.
    public var index: SessionIndex {
        var found: [SessionSummary] = []
        var profiles: [RecordID: [Profile]] = [:]
        var portals: [String: (id: RecordID, name: String?)] = [:]
        var accounts: [String: Account] = [:]
        var regions: [String: String] = [:]
        for record in payload.records {
            let state = record.state
            guard let kind = RecordKind(rawValue: state.kind), state.isVisible else { continue }
            if kind == .profile {
                guard let profile = Profile(state) else { continue }
                regions[profile.name] = profile.region
                if let session = profile.session { profiles[session, default: []].append(profile) }
            } else if kind == .portal {
                guard let portal = Portal(state) else { continue }
                portals[Portal.normalised(portal.startURL)] = (state.id, portal.name)
            } else if kind == .account {
                guard let account = Account(state) else { continue }
                accounts[account.accountID] = account
            } else if kind.isSession {
                found.append(SessionSummary(state, kind: kind))
            }
        }
        for index in found.indices {
            found[index].add(profiles[found[index].id] ?? [])
            let portal = found[index].portal.map { portals[Portal.normalised($0)] }
            if case .some(nil) = portal { found[index].isOrphaned = true }
            found[index].accountName = found[index].accountID.flatMap { accounts[$0] }?.shownName(behind: portal??.id)
        }
        Workspace.markOrphans(&found)
        return SessionIndex(found, regions: regions, portalNames: portals.mapValues { $0.name ?? "" })
    }

    /// The visible records, ascending by id; decoded at each call.
    public var records: [RecordState] { payload.records.map(\.state).filter(\.isVisible) }

    /// The visible record of this id, as this kind of record; nil where it is none.
    public func record<View: WorkspaceRecord>(_ id: RecordID, as view: View.Type = View.self) -> View? {
        guard let state = payload[id]?.state, state.isVisible else { return nil }
        return View(state)
    }

    /// All visible records of one kind, ascending by id.
    public func all<View: WorkspaceRecord>(_ view: View.Type = View.self) -> [View] {
        payload.records.compactMap { record in
            guard record.kind == View.kind.rawValue else { return nil }
            let state = record.state
            return state.isVisible ? View(state) : nil
        }
    }

    /// Marks the sessions whose parents, or their parents, are missing or go round in a circle.
    private static func markOrphans(_ sessions: inout [SessionSummary]) {
        let places = Dictionary(uniqueKeysWithValues: sessions.indices.map { (sessions[$0].id, $0) })
        var known = sessions.map { $0.parent == nil ? Optional($0.isOrphaned) : nil }
        for index in sessions.indices {
            var chain: [Int] = []
            var seen: Set<Int> = []
            var next: Int? = index
            var isOrphaned = true
            while let place = next, seen.insert(place).inserted {
                if let decided = known[place] {
                    isOrphaned = decided
                    break
                }
                chain.append(place)
                next = sessions[place].parent.flatMap { places[$0] }
            }
            for place in chain {
                known[place] = isOrphaned
                sessions[place].isOrphaned = isOrphaned
            }
        }
    }
}
