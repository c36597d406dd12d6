import LeappAWS
import LeappCrypto
import LeappMerge
import LeappWorkspace

/// The way from an IAM user's key to the credentials of a session: the user, then the roles to assume, outermost last.
///
/// It copies what the calls need and keeps nothing else of the vault, so that the decrypted records can go before AWS answers.
struct CredentialChain: Sendable {
    /// The session's name, for messages.
    let name: String
    /// The IAM user at the root.
    let user: User
    /// The roles to assume, from the user outwards; empty for the user itself.
    let roles: [Role]
    private let withoutMFA: Bool

    struct User: Sendable {
        let id: RecordID
        let key: Credentials
        let mfaSerial: String?
        let region: String?
        let usesSession: Bool
    }

    struct Role: Sendable {
        let id: RecordID
        let record: AssumedRole
    }

    /// More parents than this are a loop: AWS has no use for such a chain, and no walk may be endless.
    static let longest = 32

    /// Follows the parents of `session` down to an IAM user.
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
                self.user = User(id: next, user)
                self.roles = roles.reversed()
                return
            case .assumedRole:
                guard let role = payload[next].flatMap({ AssumedRole($0.state) }) else { throw .orphaned(session: name) }
                roles.append(Role(id: next, record: role))
                next = role.parent
            case .ssoRole: throw .loginNeeded(session: name, portal: found.portal ?? "its portal")
            case .samlRole, .webIdentityRole, .process, .portal, .account, .idp, .profile, .original, .device, .setting:
                throw .unsupported(session: name, kind: found.kind)
            }
        }
    }

    private init(name: String, user: User, roles: [Role], withoutMFA: Bool) {
        self.name = name
        self.user = user
        self.roles = roles
        self.withoutMFA = withoutMFA
    }

    /// The chain up to the outermost role's parent.
    var withoutOutermost: CredentialChain {
        CredentialChain(name: name, user: user, roles: Array(roles.dropLast()), withoutMFA: withoutMFA)
    }

    /// The MFA device that the user signs in with on the way; nil where none is asked for.
    ///
    /// As in the SDKs a user's own device counts for the user's own session, a role's for the role. A role's MFA is satisfied by the
    /// user's session, so that one code serves all roles of the day.
    var serial: String? {
        if withoutMFA { return nil }
        return roles.isEmpty ? user.mfaSerial : roles.lazy.compactMap(\.record.mfaSerial).first
    }

    /// What the credentials at its end are cached for; nil where they are the user's own key, which is not kept.
    var access: CredentialBroker.Access? {
        if let last = roles.last { return CredentialBroker.Access(session: last.id, serial: serial) }
        return serial != nil || user.usesSession ? CredentialBroker.Access(session: user.id, serial: serial) : nil
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
