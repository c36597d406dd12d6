/// The kinds of records that this program knows (spec/records.md); others are kept as they are.
public enum RecordKind: String, Sendable, CaseIterable {
    case portal
    case account
    case ssoRole = "sso-role"
    case iamUser = "iam-user"
    case assumedRole = "assumed-role"
    case samlRole = "saml-role"
    case webIdentityRole = "web-identity-role"
    case process
    case idp
    case profile
    case original
    case device
    case setting

    /// Whether credentials come from such a record: a session, in the user's words.
    public var isSession: Bool {
        switch self {
        case .ssoRole, .iamUser, .assumedRole, .samlRole, .webIdentityRole, .process: true
        case .portal, .account, .idp, .profile, .original, .device, .setting: false
        }
    }

    /// Whether a record's id is derived from its `identity` field.
    public var hasDerivedID: Bool {
        switch self {
        case .process, .device: false
        case .portal, .account, .ssoRole, .iamUser, .assumedRole, .samlRole, .webIdentityRole, .idp, .profile, .original,
            .setting:
            true
        }
    }
}
