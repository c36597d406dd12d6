public import LeappWorkspace

/// Why a portal was not synced; what it listed till then is kept.
public enum SyncError: Error, Hashable, Sendable {
    /// A filter or the template cannot be used.
    case settings(SyncRules.Fault)
    /// What the portal lists is not taken.
    case listing(ListingFault)
    /// The same portal is being synced already.
    case underWay(portal: String)
    /// The vault was locked while the portal was listed.
    case locked(portal: String)
    /// The portal was removed meanwhile.
    case portalRemoved(portal: String)
}

/// Why a portal's list is not taken.
public enum ListingFault: Error, Hashable, Sendable {
    /// More of `what`, a plural, than ``ListingBounds`` allows.
    case tooMany(what: String, most: Int)
    /// Page after page without anything new; `what` is what was listed.
    case endless(what: String)
}
