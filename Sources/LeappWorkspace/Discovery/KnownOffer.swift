import LeappMerge

/// What a vault says already of everything that a portal may offer.
struct KnownOffer {
    /// A role behind the portal.
    struct Role {
        let id: RecordID
        let accountID: String
        let roleName: String
        let name: String?
        let discovered: Discovered?
        /// The fields that it had, where it was deleted.
        let former: [String]?

        var isVisible: Bool { former == nil }
    }

    /// An account, behind whatever portal.
    struct Account {
        let id: RecordID
        let view: LeappWorkspace.Account
        /// The fields that it had, where it was deleted.
        let former: [String]?

        var isVisible: Bool { former == nil }
    }

    private(set) var roles: [RecordID: Role] = [:]
    private(set) var accounts: [RecordID: Account] = [:]
    /// What sessions and profiles go by.
    private(set) var names: Set<String> = []

    init(_ payload: Payload, portal: Portal) {
        let startURL = Portal.normalised(portal.startURL)
        for record in payload.records {
            guard let kind = RecordKind(rawValue: record.kind) else { continue }
            switch kind {
            case .ssoRole, .iamUser, .assumedRole, .samlRole, .webIdentityRole, .process:
                let state = record.state
                let isVisible = state.isVisible
                if isVisible { names.formUnion([state.value("name")?.text, state.value("alias")?.text].compactMap(\.self)) }
                if kind == .ssoRole { addRole(state, startURL: startURL, isVisible: isVisible) }
            case .profile:
                let state = record.state
                if state.isVisible, let profile = Profile(state) { names.insert(profile.name) }
            case .account:
                let state = record.state
                if let view = LeappWorkspace.Account(state) {
                    accounts[state.id] = Account(
                        id: state.id, view: view, former: state.isVisible ? nil : state.leftovers)
                }
            case .portal, .idp, .original, .device, .setting: break
            }
        }
    }

    private mutating func addRole(_ state: RecordState, startURL: String, isVisible: Bool) {
        guard let identity = state.identity(.ssoRole), let url = identity["startURL"]?.text,
            Portal.normalised(url) == startURL, let accountID = identity["accountID"]?.text,
            let roleName = identity["roleName"]?.text
        else { return }
        roles[state.id] = Role(
            id: state.id, accountID: accountID, roleName: roleName, name: state.value("name")?.text,
            discovered: Discovered(state.value("discovered")), former: isVisible ? nil : state.leftovers)
    }
}
