import LeappAWSConfig
import LeappMerge

/// Where a profile's credentials come from, in the order in which the SDKs and botocore look.
enum ProfileAccess {
    /// The profile has its own access key.
    case keys
    /// A role is assumed with the keys of the profile itself.
    case roleByOwnKeys(arn: String)
    /// A role is assumed with another profile.
    case role(arn: String, source: String)
    /// A role is assumed with a token from a file.
    case webIdentity(arn: String, tokenFile: String)
    /// A role behind a portal.
    case sso(SSOSettings)
    /// A session that an earlier `--scrub` put in place of keys.
    case own(RecordID)
    /// Something that leapp does not take over.
    case skipped(SkippedKind, SkipReason)
    /// The profile says nothing about credentials.
    case nothing

    /// Looks at what a profile says.
    init(_ profile: AWSProfile, _ keys: StaticKeys, in set: ProfileSet) {
        if case .temporary(let tool?) = keys {
            self = .skipped(.shortLived, .temporaryKeys(tool: tool))
        } else if let file = profile.text("web_identity_token_file") {
            self = ProfileAccess.webIdentity(profile, file)
        } else if let arn = profile.text("role_arn") {
            self = ProfileAccess.role(profile, arn, keys)
        } else if let settings = SSOSettings.settings(of: profile, in: set) {
            self = settings
        } else {
            self = ProfileAccess.other(profile, keys)
        }
    }

    private static func webIdentity(_ profile: AWSProfile, _ file: String) -> ProfileAccess {
        guard let arn = profile.text("role_arn") else { return .skipped(.webIdentityRole, .missing(key: "role_arn")) }
        guard arn.hasPrefix("arn:") else { return .skipped(.webIdentityRole, .unusable(key: "role_arn")) }
        return .webIdentity(arn: arn, tokenFile: file)
    }

    private static func role(_ profile: AWSProfile, _ arn: String, _ keys: StaticKeys) -> ProfileAccess {
        let source = profile.text("source_profile")
        if let named = profile.text("credential_source") {
            return source == nil ? .skipped(.credentialSource, .source(named)) : .skipped(.assumedRole, .twoSources)
        }
        guard arn.hasPrefix("arn:") else { return .skipped(.assumedRole, .unusable(key: "role_arn")) }
        guard let source else { return .skipped(.assumedRole, .missing(key: "source_profile")) }
        guard source == profile.name else { return .role(arn: arn, source: source) }
        switch keys {
        case .pair: return .roleByOwnKeys(arn: arn)
        case .absent: return .skipped(.assumedRole, .ownKeysMissing)
        case .incomplete(let reason): return .skipped(.assumedRole, reason)
        case .temporary(let tool): return .skipped(.assumedRole, .sourceSkipped(profile: source, .temporaryKeys(tool: tool)))
        }
    }

    private static func other(_ profile: AWSProfile, _ keys: StaticKeys) -> ProfileAccess {
        let command = profile.text("credential_process")
        let ours = command.flatMap { CredentialProcess(parsing: $0) }.flatMap { RecordID(hex: $0.sessionID) }
        let hasLogin = profile.text("login_session") != nil
        switch keys {
        case .pair(let pair):
            // Botocore looks into the config file last: a login or a process there comes before its keys.
            let isHidden = pair.file == .config && pair.secretFile == .config && (hasLogin || command != nil && ours == nil)
            if !isHidden { return .keys }
        case .temporary(let tool): return .skipped(.shortLived, .temporaryKeys(tool: tool))
        case .incomplete(let reason): return .skipped(.iamUser, reason)
        case .absent: break
        }
        if hasLogin { return .skipped(.loginSession, .login) }
        if let ours { return .own(ours) }
        if let command { return .skipped(.credentialProcess, .process(tool: ForeignProcess.tool(command))) }
        if profile.text("sso_session") != nil || profile.text("sso_start_url") != nil {
            return .skipped(.ssoRole, .missing(key: "sso_account_id"))
        }
        return profile.text("source_profile") == nil && profile.text("credential_source") == nil
            ? .nothing : .skipped(.assumedRole, .missing(key: "role_arn"))
    }
}

/// Other programs' `credential_process` lines.
enum ForeignProcess {
    private static let tools = [
        "aws-vault", "granted", "assume", "dgranted", "aws-sso", "aws-sso-util", "saml2aws", "awsume", "awsumepy", "aws-okta",
        "okta-aws-cli",
        "gimme-aws-creds", "gsts", "aws-azure-login", "chamber", "aws_signing_helper", "aws-runas", "op",
    ]

    /// The program's name where it is a known one.
    static func tool(_ command: String) -> String? {
        let trimmed = command.drop { $0 == "\"" || $0 == "'" }
        let program = trimmed.prefix { $0 != " " && $0 != "\t" && $0 != "\"" && $0 != "'" }
        let name = String(program.split(separator: "/").last ?? "")
        if name == "leapp" { return "Leapp" }
        return tools.contains(name) ? name : nil
    }
}
