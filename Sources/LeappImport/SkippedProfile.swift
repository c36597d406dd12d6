/// A profile that no session was made for.
public struct SkippedProfile: Sendable, Hashable {
    /// The profile's name.
    public let profile: String
    /// What it is.
    public let kind: SkippedKind
    /// Why it was left.
    public let reason: SkipReason
}

/// What a profile is that was skipped.
public enum SkippedKind: String, Sendable, CaseIterable {
    case iamUser = "iam-user"
    case assumedRole = "assumed-role"
    case ssoRole = "sso-role"
    case webIdentityRole = "web-identity-role"
    case shortLived = "short-lived"
    case credentialProcess = "credential-process"
    case credentialSource = "credential-source"
    case loginSession = "login-session"
}

/// Why a profile was skipped.
public indirect enum SkipReason: Sendable, Hashable {
    /// A key that it cannot do without is not there, or empty.
    case missing(key: String)
    /// A key whose value cannot be what it has to be.
    case unusable(key: String)
    /// The access key id is that of another profile, with another secret.
    case otherSecret(profile: String)
    /// Keys with a session token; the tool that wrote them, where it shows.
    case temporaryKeys(tool: String?)
    /// Another program gives the credentials; its name, where it is a known one.
    case process(tool: String?)
    /// The surroundings give the credentials.
    case source(String)
    /// `aws login` gives the credentials.
    case login
    /// `source_profile` and `credential_source` exclude each other.
    case twoSources
    /// `source_profile` names a profile that is not there.
    case noSuchProfile(String)
    /// `sso_session` names a section that is not there.
    case noSuchSSOSession(String)
    /// `source_profile` names the profile itself, which has no keys.
    case ownKeysMissing
    /// The chain of `source_profile` comes back to where it was.
    case loop
    /// The source profile was skipped itself.
    case sourceSkipped(profile: String, SkipReason)

    /// The reason in words.
    public var words: String {
        switch self {
        case .missing(let key): "\(key) is missing"
        case .unusable(let key): "the value of \(key) cannot be used"
        case .otherSecret(let profile): "profile \(profile) has the same access key id with another secret"
        case .temporaryKeys(let tool?): "short-lived keys written by \(tool)"
        case .temporaryKeys(nil): "short-lived keys, with a session token"
        case .process(let tool?): "its credentials come from \(tool), by credential_process: left in the file"
        case .process(nil): "its credentials come from a credential_process: left in the file"
        case .source(let name): "its credentials come from credential_source = \(name): left in the file"
        case .login: "its credentials come from `aws login`: left in the file"
        case .twoSources: "it has both source_profile and credential_source"
        case .noSuchProfile(let name): "its source_profile \(name) does not exist"
        case .noSuchSSOSession(let name): "its sso-session \(name) does not exist"
        case .ownKeysMissing: "its source_profile is itself, and it has no keys"
        case .loop: "its chain of source_profile is a loop"
        case .sourceSkipped(let profile, let reason): "its source profile \(profile) was skipped: \(reason.words)"
        }
    }
}
