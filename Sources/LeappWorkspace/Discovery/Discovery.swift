public import LeappMerge

/// What taking in a portal's offer comes to.
public struct Discovery: Sendable {
    /// What is to be written; empty where the vault says all of it already.
    public let edit: Edit
    /// What changes for the user, ordered by account and role.
    public let changes: [DiscoveryChange]
    /// How many accounts the rules took in.
    public let accounts: Int
    /// How many roles the rules took in.
    public let roles: Int
    /// How many of the accounts the portal would not list the roles of.
    public let untold: Int
}

/// Where and when an offer was found.
public struct DiscoveryScene: Sendable {
    /// The vault's id, 16 bytes.
    public let vaultID: [UInt8]
    /// The portal's record.
    public let portal: RecordID
    /// The partition of its accounts, such as `aws`.
    public let partition: String
    /// When it was asked, in unix seconds.
    public let time: Int64

    /// A scene of these parts.
    public init(vaultID: [UInt8], portal: RecordID, partition: String, time: Int64) {
        self.vaultID = vaultID
        self.portal = portal
        self.partition = partition
        self.time = time
    }
}

extension Workspace {
    /// What it takes to take in all that a portal offers, asked under `settings`, which become the portal's; nil where there is no
    /// such portal (any more).
    ///
    /// Facts change, choices do not: what is known keeps its name, region, alias and tags. What is missing in the offer is marked as
    /// gone, unless the settings leave it out or the portal would not tell. A session that was deleted is new again if it is
    /// offered.
    public func discovering(
        _ offer: Offer, settings: SyncSettings, in scene: DiscoveryScene
    ) throws(SyncRules.Fault) -> Discovery? {
        let rules = try SyncRules(settings)
        guard let portal = record(scene.portal, as: Portal.self) else { return nil }
        let pass = DiscoveryPass(KnownOffer(payload, portal: portal), portal: portal, rules: rules, scene: scene)
        return pass.run(offer, settings: settings)
    }
}
