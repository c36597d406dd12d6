import LeappAWS
import LeappCrypto
import LeappMerge
import LeappWorkspace

/// The way from what a person has to the credentials of a session: an IAM user's key or a role of a portal, then the roles to
/// assume, outermost last.
///
/// It copies what the calls need and keeps nothing else of the vault, so that the decrypted records can go before AWS answers.
struct CredentialChain: Sendable {
    /// The session's name, for messages.
    let name: String
    /// Where it begins.
    let root: Root
    /// The roles to assume, from the root outwards; empty for the root itself.
    let roles: [Role]
    private let withoutMFA: Bool

    enum Root: Sendable {
        /// The key of an IAM user.
        case user(User)
        /// A role that a portal gives credentials of.
        case portalRole(PortalRole)
    }

    struct User: Sendable {
        let id: RecordID
        let key: Credentials
        let mfaSerial: String?
        let region: String?
        let usesSession: Bool
    }

    struct PortalRole: Sendable {
        let id: RecordID
        let portal: PortalSite
        let accountID: String
        let roleName: String
        let region: String?
    }

    struct Role: Sendable {
        let id: RecordID
        let record: AssumedRole
    }

    /// More parents than this are a loop: AWS has no use for such a chain, and no walk may be endless.
    static let longest = 32

    /// Follows the parents of `session` down to an IAM user or a portal's role.
    ///
    /// `withoutMFA`: no one-time code is asked for on the way, as SDKs use a plain key whatever its profile's `mfa_serial` says.
    init(to session: SessionSummary, of index: SessionIndex, in payload: Payload, withoutMFA: Bool = false) throws(VendError) {
        name = session.name
        self.withoutMFA = withoutMFA
        var roles: [Role] = []
        var next = session.id
        while true {
            guard roles.count < Self.longest, !roles.contains(where: { $0.id == next }) else { throw .loop(session: name) }
            guard let found = index.session(next) else { throw .orphaned(session: name) }
            switch found.kind {
            case .iamUser:
                guard let user = payload[next].flatMap({ IAMUser($0.state) }) else { throw .orphaned(session: name) }
                root = .user(User(id: next, user))
                self.roles = roles.reversed()
                return
            case .assumedRole:
                guard let role = payload[next].flatMap({ AssumedRole($0.state) }) else { throw .orphaned(session: name) }
                roles.append(Role(id: next, record: role))
                next = role.parent
            case .ssoRole:
                guard let role = payload[next].flatMap({ SSORole($0.state) }),
                    let portal = PortalSite.all(in: payload).first(where: { $0.isAt(role.startURL) })
                else { throw .orphaned(session: name) }
                root = .portalRole(PortalRole(id: next, portal: portal, role))
                self.roles = roles.reversed()
                return
            case .samlRole, .webIdentityRole, .process, .portal, .account, .idp, .profile, .original, .device, .setting:
                throw .unsupported(session: name, kind: found.kind)
            }
        }
    }

    private init(name: String, root: Root, roles: [Role], withoutMFA: Bool) {
        self.name = name
        self.root = root
        self.roles = roles
        self.withoutMFA = withoutMFA
    }

    /// The chain up to the outermost role's parent.
    var withoutOutermost: CredentialChain {
        CredentialChain(name: name, root: root, roles: Array(roles.dropLast()), withoutMFA: withoutMFA)
    }

    /// The MFA device that the user signs in with on the way; nil where none is asked for.
    ///
    /// As in the SDKs a user's own device counts for the user's own session, a role's for the role. A role's MFA is satisfied by the
    /// user's session, so that one code serves all roles of the day.
    /// Behind a portal there is none: the portal has asked for it, and AWS takes no code from a role's credentials.
    var serial: String? {
        guard !withoutMFA, case .user(let user) = root else { return nil }
        return roles.isEmpty ? user.mfaSerial : roles.lazy.compactMap(\.record.mfaSerial).first
    }

    /// The region where the credentials at its end are asked for; one of the commercial partition where nothing names any.
    var region: String { roles.last?.record.region ?? root.region ?? "us-east-1" }

    /// What the credentials at its end are cached for; nil where they are the user's own key, which is not kept.
    var access: CredentialBroker.Access? {
        if let last = roles.last { return access(of: last.id) }
        switch root {
        case .user(let user): return serial != nil || user.usesSession ? access(of: user.id) : nil
        case .portalRole(let role): return access(of: role.id)
        }
    }

    /// What the credentials of a session on the way are cached for.
    func access(of session: RecordID) -> CredentialBroker.Access {
        CredentialBroker.Access(session: session, serial: serial, portal: root.portal?.id)
    }
}

extension CredentialChain.Root {
    /// The portal that gives the first credentials, where one does.
    var portal: PortalSite? {
        switch self {
        case .user: nil
        case .portalRole(let role): role.portal
        }
    }

    /// Where a role on top is asked for that names no region itself.
    var region: String? {
        switch self {
        case .user(let user): user.region
        case .portalRole(let role): role.region ?? role.portal.region
        }
    }
}

extension CredentialChain.PortalRole {
    init(id: RecordID, portal: PortalSite, _ role: SSORole) {
        self.init(id: id, portal: portal, accountID: role.accountID, roleName: role.roleName, region: role.region)
    }
}

extension CredentialChain.User {
    init(id: RecordID, _ user: IAMUser) {
        let key = Credentials(
            accessKeyID: user.accessKeyID, secretAccessKey: SecretSlice(copying: user.secretAccessKey.bytes),
            accountID: user.accountID)
        self.init(id: id, key: key, mfaSerial: user.mfaSerial, region: user.region, usesSession: user.usesSession)
    }
}
