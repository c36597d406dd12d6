public import LeappMerge
public import LeappWorkspace

/// A vault's schema, and who reads which.
public struct UpgradePlan: Sendable {
    /// The real path of the file.
    public let path: String
    /// The schema that the vault has.
    public let schema: Int64
    /// The newest schema that this program knows.
    public let newest: Int64
    /// The devices that were not removed, ascending by id.
    public let devices: [Device]
    /// This installation's id; it reads ``newest``, whatever its record says.
    public let thisDevice: RecordID

    /// Whether there is a newer schema than the vault's.
    public var isNeeded: Bool { schema < newest }

    /// The other devices that cannot write the newest schema.
    public var behind: [Device] { devices.filter { $0.id != thisDevice && $0.reads < newest } }

    /// The devices that stand in the way, where these are left behind.
    public func behind(leaving left: Set<RecordID>) -> [Device] { behind.filter { !left.contains($0.id) } }
}

/// What became of an upgrade.
public enum UpgradeOutcome: Sendable {
    /// The vault has the newest schema already; nothing was written.
    case current(UpgradePlan)
    /// These devices could not write the vault any more; nothing was written.
    case refused(UpgradePlan, behind: [Device])
    /// The vault has the newest schema now; the plan is of before.
    case upgraded(UpgradePlan)
}
