/// Lines of the user's that a started session took out of a file; given back at its stop.
///
/// The file has a placeholder line in their place, `# leapp: set aside TOKEN`.
public struct SetAside: Equatable, Sendable {
    /// What the lines are.
    public enum Part: String, Sendable {
        /// A whole section from its header to its last property.
        case section
        /// Properties of a section, one after the other.
        case properties
    }

    /// A random name, which the placeholder line bears.
    public var token: String
    /// The ledger entry that it belongs to.
    public var owner: LedgerEntry.Key
    /// The real path of the file it was taken from.
    public var file: String
    /// The profile that the section is about.
    public var profile: String
    /// What the lines are.
    public var part: Part
    /// Its number among the pieces of its owner, in the order of the file.
    public var place: Int
    /// The bytes, sealed.
    public var sealed: [UInt8]

    /// Puts the parts together.
    public init(
        token: String, owner: LedgerEntry.Key, file: String, profile: String, part: Part, place: Int, sealed: [UInt8]
    ) {
        self.token = token
        self.owner = owner
        self.file = file
        self.profile = profile
        self.part = part
        self.place = place
        self.sealed = sealed
    }
}
